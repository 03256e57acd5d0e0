/* Telling the server. One message is under way at a time and holds everything that it does not know yet; until it has
   answered, the same lies in the browser's own memory and is told again after a reload or a broken line. */
import { randomWord } from "./plan.js";

const PATIENCE_MS = 6000;
const TAKEN_AWAY_MS = 8000; // so long a booth can be brought back after it was taken away

export class Sync {
  constructor(plan, market, { tell, answered }) {
    Object.assign(this, { plan, tell, answered });
    this.key = `yiji-layout-${market}`;
    this.me = randomWord().slice(0, 8);
    this.count = 0;
    this.sent = null;
  }

  /* What an earlier page of this tab could not get rid of. */
  recall() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  remember() {
    const held = [...this.plan.held].map((id) => ({ id, was: this.plan.stored.get(id) ?? null, now: null }));
    const edits = [...this.plan.edits(), ...held];
    if (edits.length) sessionStorage.setItem(this.key, JSON.stringify(edits));
    else sessionStorage.removeItem(this.key);
  }

  /* Something has changed here. */
  changed() {
    this.remember();
    if (this.plan.held.size && !this.releasing) {
      this.releasing = setTimeout(() => this.release(), TAKEN_AWAY_MS);
    }
    this.send();
  }

  release() {
    clearTimeout(this.releasing);
    this.releasing = 0;
    if (!this.plan.held.size) return;
    this.plan.held.clear();
    this.changed();
    this.answered();
  }

  send() {
    if (this.sent) return;
    const edits = this.plan.edits().slice(0, 200);
    if (!edits.length) return;
    this.count += 1;
    this.sent = { seq: `${this.me}-${this.count}`, edits };
    this.tell(this.sent);
    this.waiting = setTimeout(() => this.giveUp(), PATIENCE_MS);
  }

  /* No answer: the line was cut, or the message was lost with a run that was cut short. */
  giveUp() {
    this.sent = null;
    this.send();
  }

  /* Returns what the answer says if it is the one that is waited for. */
  hear(answer) {
    if (!this.sent || answer.seq !== this.sent.seq) return null;
    clearTimeout(this.waiting);
    const { edits } = this.sent;
    this.sent = null;
    return { ...answer, edits };
  }

  get isBehind() {
    return Boolean(this.sent) || this.plan.edits().length > 0;
  }

  stop() {
    clearTimeout(this.waiting);
    clearTimeout(this.releasing);
  }
}
