/* What stands on this screen, and what the server is known to hold. An edit is the difference of the two; whoever
   changed the same thing meanwhile is asked about, everything else of theirs is taken over. */

const BOOTH = ["x_cm", "y_cm", "width_cm", "depth_cm", "rotation_deg", "is_pinned"];
const FIXTURE = ["kind", "x_cm", "y_cm", "width_cm", "depth_cm", "amps"];
const PICTURE = ["x_cm", "y_cm", "cm_per_px"];
export const PICTURE_ID = "backdrop";

const picked = (from, names) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));

export function same(one, other) {
  if (!one || !other) return !one && !other;
  return Object.keys(one).every((name) => one[name] === other[name]);
}

export const isNew = (id) => id.startsWith("new-");
/* Not randomUUID: browsers have it only on https and on this machine itself, and tablets come over the hall's plain http. */
export const randomWord = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("");
export const newId = () => `new-${randomWord()}`;
export const isBooth = (value) => "rotation_deg" in value;
export const isFixture = (value) => "kind" in value;

/* What can be changed of everything in a view, by id. */
function valuesOf({ scene, backdrop }) {
  const values = new Map();
  for (const fixture of scene.fixtures) values.set(fixture.id, picked(fixture, FIXTURE));
  for (const booth of scene.booths) values.set(booth.id, picked(booth, BOOTH));
  if (backdrop) values.set(PICTURE_ID, picked(backdrop, PICTURE));
  return values;
}

export class Plan {
  constructor() {
    this.stored = new Map(); // id → value that the server is known to hold
    this.here = new Map(); // id → value on this screen
    this.natures = new Map(); // id of a booth → what it is: letter, needs, expected queue
    this.likes = new Map(); // id of a copy → the booth it was copied from
    this.asked = new Map(); // id → what a colleague made of it, while the person here decides
    this.held = new Set(); // ids of booths that were taken away and are not yet told to the server
    this.objects = new Map(); // id → the thing as the rules see it, made anew only when it changes
    this.head = null; // the plaza itself: its size, its grid, its limits
  }

  /* Take over what the server holds; its answers come in the order in which it gave them. Returns the ids that colleagues changed, and those that they took away. */
  take(view) {
    const first = !this.head;
    this.head = { ...view.scene, fixtures: null, booths: null };
    for (const booth of view.scene.booths) this.natures.set(booth.id, booth);
    const found = { changed: [], gone: [] };
    const theirs = valuesOf(view);
    for (const id of new Set([...this.stored.keys(), ...theirs.keys()])) this.takeOne(id, theirs.get(id), found);
    return first ? { changed: [], gone: [] } : found;
  }

  takeOne(id, theirs, found) {
    const [was, mine] = [this.stored.get(id), this.here.get(id)];
    if (was && !theirs) {
      if (mine) found.gone.push(id);
      this.agree(id, undefined);
    } else if (same(mine, theirs)) this.agree(id, theirs);
    else if (this.asked.has(id)) this.asked.get(id).stored = theirs;
    else if (same(mine, was)) {
      if (!same(was, theirs)) found.changed.push(id);
      this.agree(id, theirs);
    }
  }

  agree(id, value) {
    this.asked.delete(id);
    this.held.delete(id);
    if (value) this.stored.set(id, value);
    else this.stored.delete(id);
    this.set(id, value);
  }

  set(id, value) {
    if (value) this.here.set(id, value);
    else this.here.delete(id);
    this.objects.delete(id);
  }

  /* What is to be told to the server. */
  edits() {
    const told = [];
    for (const id of new Set([...this.stored.keys(), ...this.here.keys()])) {
      const [was, now] = [this.stored.get(id), this.here.get(id)];
      if (same(was, now) || this.asked.has(id) || this.held.has(id)) continue;
      const edit = { id, was: was ?? null, now: now ?? null };
      told.push(this.likes.has(id) ? { ...edit, like: this.likes.get(id) } : edit);
    }
    return told;
  }

  /* What was told and not answered before a reload stands here again, to be told anew. */
  restore(edits) {
    for (const { id, was, now, like } of edits) {
      const known = this.stored.has(id) || (was === null && isNew(id));
      if (!known || (like && !this.natures.has(like))) continue;
      if (was) this.stored.set(id, was);
      if (like) this.becomeLike(id, like);
      this.set(id, now ?? undefined);
    }
  }

  becomeLike(id, like) {
    this.likes.set(id, like);
    this.natures.set(id, { ...this.natures.get(like), id, letter: this.freeLetter() });
  }

  freeLetter() {
    const taken = new Set([...this.here.keys()].map((id) => this.natures.get(id)?.letter));
    return [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].find((letter) => !taken.has(letter)) ?? "?";
  }

  /* The server has written these edits, but for the conflicts; new things have got their names. */
  settle(edits, { conflicts = [], made = {} }) {
    const open = new Map(conflicts.map((each) => [each.id, each]));
    for (const { id, now } of edits) {
      const conflict = open.get(id);
      if (conflict) this.ask(conflict);
      else if (made[id]) this.rename(id, made[id], now);
      else if (now) this.stored.set(id, now);
      else this.stored.delete(id);
    }
  }

  /* Only what a colleague changed is a question; what cannot be written goes back to how it is stored. */
  ask(conflict) {
    if (conflict.why === "changed" && conflict.stored) this.asked.set(conflict.id, conflict);
    else this.agree(conflict.id, conflict.stored ?? undefined);
  }

  rename(from, to, stored) {
    const mine = this.here.get(from);
    if (this.natures.has(from)) this.natures.set(to, { ...this.natures.get(from), id: to });
    for (const map of [this.natures, this.likes, this.here, this.objects]) map.delete(from);
    this.stored.set(to, stored);
    this.set(to, mine);
  }

  keepMine(id) {
    this.stored.set(id, this.asked.get(id).stored);
    this.asked.delete(id);
  }

  takeTheirs(id) {
    this.agree(id, this.asked.get(id).stored);
  }

  /* The booth or fixture as the rules and drawings see it. */
  thing(id) {
    const value = this.here.get(id);
    if (value && !this.objects.has(id)) this.objects.set(id, { ...this.natures.get(id), id, ...value });
    return this.objects.get(id);
  }

  booths() {
    return [...this.here.keys()].filter((id) => isBooth(this.here.get(id))).map((id) => this.thing(id));
  }

  fixtures() {
    return [...this.here.keys()].filter((id) => isFixture(this.here.get(id))).map((id) => this.thing(id));
  }

  scene() {
    return { ...this.head, booths: this.booths(), fixtures: this.fixtures() };
  }
}
