/* Steps that can be taken back. A step knows what it found and what it left, so that nothing is taken back which a
   colleague has changed since. */
import { isBooth, isNew, newId, same } from "./plan.js";

const LONGEST = 200;

export class History {
  constructor(plan) {
    this.plan = plan;
    this.done = [];
    this.undone = [];
  }

  /* `changes`: [id, value before or undefined, value after or undefined]. Returns whether anything has changed. */
  keep(changes) {
    const real = changes.filter(([, before, after]) => !same(before, after));
    if (!real.length) return false;
    this.done = [...this.done.slice(1 - LONGEST), real];
    this.undone = [];
    return true;
  }

  undo() {
    return this.go(this.done, this.undone, ([id, before, after]) => [id, after, before]);
  }

  redo() {
    return this.go(this.undone, this.done, (change) => change);
  }

  /* Returns the ids that changed, or null when there is no step. */
  go(from, to, turn) {
    const step = from.pop();
    if (!step) return null;
    const changed = [];
    for (const change of step) {
      const [id, now, wanted] = turn(change);
      if (same(this.plan.here.get(id), now)) changed.push(this.restore(id, wanted));
    }
    to.push(step);
    return changed.filter((id) => id !== null);
  }

  /* A fixture whose removal is already written comes back as a new one like it. A booth cannot: with its row the
     server has forgotten its stations and its partner. */
  restore(id, wanted) {
    const { plan } = this;
    const isGone = wanted && !isNew(id) && !plan.stored.has(id);
    if (isGone && isBooth(wanted)) return null;
    const back = isGone ? newId() : id;
    if (isGone) this.rename(id, back);
    if (wanted) plan.held.delete(id);
    else if (plan.stored.has(id) && isBooth(plan.here.get(id))) plan.held.add(id);
    plan.set(back, wanted);
    return back;
  }

  rename(from, to) {
    for (const step of [...this.done, ...this.undone]) {
      for (const change of step) if (change[0] === from) change[0] = to;
    }
  }
}
