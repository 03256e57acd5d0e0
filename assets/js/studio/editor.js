/* The layout studio's editor: booths and fixtures of a plaza, moved by mouse, finger and keyboard. It is fetched only
   where it is used. Python gives the scene, the words and the answers; every gesture is told to it at once. */
import { aligned } from "./align.js";
import { boundsOf, boxOf, centreOf, centredAt, sizeOf, turned } from "./boxes.js";
import { Drawing } from "./drawing.js";
import { make } from "./dom.js";
import { Hands, SMALLEST_CM, within } from "./gestures.js";
import { History } from "./history.js";
import { Keys } from "./keyboard.js";
import { Notes } from "./notes.js";
import { Panel } from "./panel.js";
import { PICTURE_ID, Plan, isBooth, isFixture, newId } from "./plan.js";
import { marksOf } from "./sentences.js";
import { toGrid } from "./snap.js";
import { Sync } from "./sync.js";
import { Tools } from "./tools.js";
import { View } from "./view.js";
import { Speaker, fill, metres } from "./words.js";

const KEY_PAUSE_MS = 600;
const LARGEST_CM = 10000;
const NEW_AREA_CM = 200;
const POINT_KINDS = ["outlet", "tap", "hydrant"];
const editors = new WeakMap();

export function studio(component) {
  const { parentElement } = component;
  let editor = editors.get(parentElement);
  if (!editor) {
    editor = new Editor(component);
    editors.set(parentElement, editor);
  } else editor.update(component);
  return () => {
    editor.leave();
    editors.delete(parentElement);
  };
}

class Editor {
  constructor({ data, parentElement, setTriggerValue }) {
    this.words = data.words;
    this.canEdit = data.can_edit;
    this.setTriggerValue = setTriggerValue;
    this.plan = new Plan();
    this.history = new History(this.plan);
    this.view = new View();
    this.selection = new Set();
    this.layers = { queues: true, fixtures: false, picture: true, opacity: 0.6 };
    Object.assign(this, { tool: "select", several: false, opened: "", isLarge: false, ruler: null, guides: [] });
    Object.assign(this, { findings: [], marks: new Map(), rules: null, before: null, look: 0 });
    this.gone = new AbortController();
    this.sync = new Sync(this.plan, data.market, {
      tell: (message) => this.setTriggerValue("edit", message),
      answered: () => this.paint(),
    });
    this.build(parentElement);
    this.arrive(data);
    this.listen();
    this.loadRules();
  }

  // ---------------------------------------------------------------- the parts

  build(parent) {
    this.root = make("div", "studio");
    this.stage = make("div", "studio-stage");
    this.stage.setAttribute("role", "application");
    this.stage.setAttribute("aria-label", this.words.stage);
    this.drawing = new Drawing(this.stage, `studio-${Math.random().toString(36).slice(2, 8)}`);
    this.notes = new Notes(this, this.stage, this.words);
    this.tools = new Tools(this, this.words);
    this.panel = new Panel(this, this.words);
    this.root.append(this.tools.element, this.stage, this.panel.element, this.notes.aloud);
    parent.replaceChildren(this.root);
  }

  listen() {
    const { signal } = this.gone;
    this.hands = new Hands(this, this.stage, signal);
    this.keys = new Keys(this, this.root, this.hands, signal);
    this.stage.addEventListener("focusin", (event) => this.focused(event), { signal });
    window.addEventListener("resize", () => this.fillHeight(), { signal });
    // Whoever goes elsewhere has decided: what waits for a pause or an undo is told before the next page comes.
    window.addEventListener("pointerdown", (event) => !this.root.contains(event.target) && this.finish(), { signal, capture: true });
    this.watch = new ResizeObserver(() => this.measure());
    this.watch.observe(this.stage);
    this.fillHeight();
  }

  async loadRules() {
    this.rules = await import("./rules.js").catch(() => null);
    this.look += 1; // queues are drawn from now on
    this.judgeSoon();
  }

  leave() {
    this.finish();
    this.sync.stop();
    this.gone.abort();
    this.watch.disconnect();
    cancelAnimationFrame(this.frame);
  }

  finish() {
    if (this.pause) this.commit();
    this.sync.release();
  }

  /* As high as the window leaves room for, so that the stage needs no scrolling. */
  fillHeight() {
    const scrolled = this.root.closest("[data-testid=stMain]")?.scrollTop ?? 0;
    const top = this.root.getBoundingClientRect().top + scrolled;
    this.root.style.setProperty("--above", `${Math.round(top)}px`);
    this.root.style.setProperty("--ratio", String(this.plan.head.depth_cm / this.plan.head.width_cm));
  }

  measure() {
    this.view.measure(this.stage, this.plan.head);
    this.look += 1;
    this.paint();
  }

  // ---------------------------------------------------------------- what Python says

  arrive(data) {
    this.data = data;
    this.speaker = new Speaker(data.words, data.names);
    this.zones = data.zones;
    this.backdrop = data.backdrop;
    this.plan.take(data);
    const kept = this.canEdit ? this.sync.recall() : [];
    this.plan.restore(kept);
    if (kept.length) this.sync.changed();
    this.judgeSoon();
  }

  update({ data, setTriggerValue }) {
    this.setTriggerValue = setTriggerValue;
    if (this.before && !this.isTakenAway(data)) this.late = data;
    else this.takeOver(data);
  }

  /* Whether somebody took away what is in the hand. Then there is nothing to hold on to. */
  isTakenAway(data) {
    const there = new Set([...data.scene.booths, ...data.scene.fixtures].map((each) => each.id));
    const lost = [...this.before.keys()].some((id) => this.plan.stored.has(id) && id !== PICTURE_ID && !there.has(id));
    if (lost && !this.hands.letGo()) this.revert();
    return lost;
  }

  takeOver(data) {
    this.late = null;
    const answer = this.sync.hear(data.answer);
    this.data = data;
    this.speaker.names = data.names;
    this.zones = data.zones;
    this.backdrop = data.backdrop;
    if (answer) this.settle(answer);
    const gone = new Map([...this.plan.here.keys()].map((id) => [id, this.plan.thing(id)]));
    const found = this.plan.take(data);
    this.tellChanges(found, gone, answer, data.who);
    this.selection = new Set([...this.selection].filter((id) => this.plan.here.has(id)));
    this.sync.remember();
    this.sync.send();
    this.fillHeight(); // what stands above may have grown
    this.look += 1;
    this.judgeSoon();
  }

  settle(answer) {
    if (answer.refusal) {
      for (const { id, was } of answer.edits) this.plan.agree(id, was ?? undefined);
      this.notes.tell(answer.refusal);
      return;
    }
    const names = new Map(answer.edits.map(({ id }) => [id, this.plan.thing(id)]));
    this.plan.settle(answer.edits, answer);
    for (const [from, to] of Object.entries(answer.made)) {
      this.history.rename(from, to);
      this.panel.rename(from, to);
      this.drawing.rename(from, to);
      if (this.selection.delete(from)) this.selection.add(to);
    }
    for (const conflict of answer.conflicts) this.tellConflict(conflict, names.get(conflict.id));
  }

  tellConflict({ id, why, sentence }, thing) {
    if (why === "changed") return;
    const name = thing ? this.speaker.name(thing) : this.nameOf(id);
    this.notes.tell(sentence || fill(this.words.not_saved[why] ?? this.words.not_saved.invalid, { thing: name }));
  }

  nameOf(id) {
    const thing = this.plan.thing(id) ?? this.plan.natures.get(id);
    return thing ? this.speaker.name(thing) : this.words.thing;
  }

  tellChanges({ changed, gone }, before, answer, who) {
    const ours = new Set([...(answer?.edits ?? []).map(({ id }) => id), ...Object.values(answer?.made ?? {})]);
    const theirs = changed.filter((id) => !ours.has(id));
    const list = (ids) => ids.map((id) => (before.get(id) ? this.speaker.name(before.get(id)) : this.nameOf(id))).join(this.words.and);
    const lost = gone.filter((id) => !ours.has(id) && id !== PICTURE_ID);
    const by = who || this.words.somebody;
    if (lost.length) this.notes.tell(fill(this.words.was_removed, { who: by, things: list(lost) }));
    else if (theirs.length) this.notes.tell(fill(this.words.was_changed, { who: by, things: list(theirs) }));
    if (theirs.length) this.flashing = theirs;
  }

  decide(id, keepsMine) {
    if (keepsMine) this.plan.keepMine(id);
    else this.plan.takeTheirs(id);
    this.changed();
  }

  // ---------------------------------------------------------------- changing the plan

  /* A gesture begins: these things may change until `commit` or `revert`. */
  begin(ids) {
    this.before ??= new Map();
    for (const id of ids) if (!this.before.has(id)) this.before.set(id, this.plan.here.get(id));
  }

  put(id, value) {
    this.plan.set(id, this.inside(id, value));
    this.judgeSoon();
  }

  /* Sizes that can be, and no corner outside the plaza. */
  inside(id, value) {
    if (!value || id === PICTURE_ID) return value;
    const { width_cm: across, depth_cm: up } = this.plan.head;
    const least = isBooth(value) ? SMALLEST_CM : 0;
    const sized = { ...value };
    for (const side of ["width_cm", "depth_cm"]) sized[side] = within(sized[side], least, LARGEST_CM);
    const [wide, deep] = sizeOf(sized);
    sized.x_cm = within(sized.x_cm, 0, Math.max(0, across - wide));
    sized.y_cm = within(sized.y_cm, 0, Math.max(0, up - deep));
    return sized;
  }

  commit() {
    clearTimeout(this.pause);
    this.pause = 0;
    this.guides = [];
    const before = this.before ?? new Map();
    this.before = null;
    const steps = [...before].map(([id, was]) => [id, was, this.plan.here.get(id)]);
    if (this.history.keep(steps)) this.changed();
    else this.paint();
    this.judge();
    if (steps.length) this.speakOf(steps.map(([id]) => id));
    if (this.late) this.takeOver(this.late);
  }

  revert() {
    clearTimeout(this.pause);
    this.pause = 0;
    this.guides = [];
    for (const [id, was] of this.before ?? []) this.plan.set(id, was);
    this.before = null;
    this.judgeSoon();
    if (this.late) this.takeOver(this.late);
  }

  /* All at once: a press of a button, a typed number. */
  change(values) {
    this.begin(values.map(([id]) => id));
    for (const [id, value] of values) this.put(id, value);
    this.commit();
  }

  changed() {
    this.sync.changed();
    this.judgeSoon();
  }

  speakOf(ids) {
    const [id] = ids;
    const thing = this.plan.thing(id);
    if (ids.length > 1) this.notes.speak(fill(this.words.moved_count, { count: ids.length }));
    else if (thing && id !== PICTURE_ID) this.notes.speak(this.speaker.aloud(thing, this.marks.get(id)?.count ?? 0));
  }

  // ---------------------------------------------------------------- choosing

  canTouch(id) {
    const value = this.plan.here.get(id);
    return Boolean(value) && (isBooth(value) || (isFixture(value) && this.layers.fixtures));
  }

  choose(ids) {
    this.selection = new Set(ids);
    this.paint();
  }

  toggle(id) {
    if (!this.canTouch(id)) return;
    const rest = [...this.selection].filter((each) => each !== id);
    if (this.selection.has(id)) this.choose(rest);
    else this.choose(this.several ? [...rest, id] : [id]);
  }

  chooseAll() {
    this.choose(this.plan.booths().map((booth) => booth.id));
  }

  focused({ target }) {
    const id = target.closest?.("[data-id]")?.dataset.id;
    if (id && target.matches(":focus-visible") && this.view.show(boxOf(this.plan.here.get(id)))) this.zoomed();
  }

  lookAt(ids) {
    const touchable = ids.filter((id) => this.canTouch(id));
    if (touchable.length) this.choose(touchable);
    const boxes = ids.map((id) => this.plan.here.get(id)).filter(Boolean).map(boxOf);
    if (boxes.length && this.view.show(boundsOf(boxes))) this.zoomed();
    this.flashing = ids;
    this.paint();
  }

  chosen() {
    return [...this.selection].map((id) => [id, this.plan.here.get(id)]).filter(([, value]) => value);
  }

  /* What a hand may move. A pinned booth stays until it is released, and says so. */
  movable(ids) {
    const free = ids.filter((id) => !this.plan.here.get(id)?.is_pinned && !this.plan.asked.has(id));
    const pinned = ids.filter((id) => this.plan.here.get(id)?.is_pinned);
    if (pinned.length) this.notes.tell(fill(this.words.is_pinned, { thing: this.nameOf(pinned[0]) }));
    return free;
  }

  movableChoice() {
    const free = new Set(this.canEdit ? this.movable([...this.selection]) : []);
    return this.chosen().filter(([id]) => free.has(id));
  }

  neighbours(moving) {
    const without = new Set(moving);
    const walls = this.plan.fixtures().filter((each) => each.width_cm && each.depth_cm && ["wall", "pitch"].includes(each.kind));
    return [...this.plan.booths(), ...walls].filter((each) => !without.has(each.id));
  }

  snapping() {
    const { grid_cm, limits } = this.plan.head;
    return { grid_cm, gap_cm: limits.booth_gap_cm, scale: this.view.scale };
  }

  // ---------------------------------------------------------------- acts

  nudge(x, y, isFine) {
    const step = isFine ? 1 : this.plan.head.grid_cm;
    const things = this.movableChoice();
    if (!things.length) return;
    this.begin(things.map(([id]) => id));
    for (const [id, value] of things) this.put(id, { ...value, x_cm: value.x_cm + x * step, y_cm: value.y_cm + y * step });
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.commit(), KEY_PAUSE_MS);
  }

  turn(by) {
    this.change(this.movableChoice().map(([id, value]) => [id, isBooth(value) ? turned(value, by) : lying(value)]));
  }

  face(rotation) {
    this.change(this.movableChoice().map(([id, value]) => [id, turned(value, rotation - value.rotation_deg)]));
  }

  retype(typed) {
    if (this.canEdit) this.change(this.chosen().map(([id, value]) => [id, { ...value, ...typed }]));
  }

  pin() {
    const booths = this.canEdit ? this.chosen().filter(([, value]) => isBooth(value)) : [];
    const isAll = booths.every(([, value]) => value.is_pinned);
    this.change(booths.map(([id, value]) => [id, { ...value, is_pinned: !isAll }]));
  }

  align(how) {
    const things = this.movableChoice();
    if (things.length > 1) this.change(aligned(things, how));
  }

  copy() {
    if (!this.canEdit) return;
    const made = this.chosen().map(([from, value]) => [newId(), this.besides(value), from]);
    for (const [id, , from] of made) if (isBooth(this.plan.here.get(from))) this.plan.becomeLike(id, this.plan.likes.get(from) ?? from);
    this.change(made.map(([id, value]) => [id, value]));
    this.chooseNew(made.map(([id]) => id));
  }

  /* A copy stands to the east with the usual gap, or else wherever there is room for it. */
  besides(value) {
    const [wide] = sizeOf(value);
    const step = wide + this.plan.head.limits.booth_gap_cm;
    const east = value.x_cm + step;
    const x_cm = east + wide <= this.plan.head.width_cm ? east : Math.max(0, value.x_cm - step);
    return "is_pinned" in value ? { ...value, x_cm, is_pinned: false } : { ...value, x_cm };
  }

  remove() {
    const things = this.canEdit ? this.chosen() : [];
    if (!things.length) return;
    const names = things.map(([id]) => this.nameOf(id)).join(this.words.and);
    for (const [id, value] of things) if (isBooth(value) && this.plan.stored.has(id)) this.plan.held.add(id);
    this.change(things.map(([id]) => [id, undefined]));
    this.choose([]);
    this.notes.tell(fill(this.words.taken_away, { things: names }), { word: this.words.undo, press: () => this.undo() });
  }

  add(kind) {
    const [x, y] = this.view.toPlaza(this.view.wide / 2, this.view.high / 2);
    const size = POINT_KINDS.includes(kind) ? 0 : NEW_AREA_CM;
    const value = centredAt({ kind, x_cm: 0, y_cm: 0, width_cm: size, depth_cm: size, amps: null }, x, y);
    const { grid_cm } = this.plan.head;
    const id = newId();
    this.change([[id, { ...value, x_cm: value.x_cm + toGrid(value.x_cm, grid_cm), y_cm: value.y_cm + toGrid(value.y_cm, grid_cm) }]]);
    this.chooseNew([id]);
  }

  /* With the focus, so that arrow keys move what has just come and not what it was copied from. */
  chooseNew(ids) {
    this.choose(ids);
    this.focusing = ids[0];
  }

  undo() {
    this.step(this.history.undo());
  }

  redo() {
    this.step(this.history.redo());
  }

  step(ids) {
    if (!ids || !this.canEdit) return;
    this.notes.quiet();
    if (!ids.length) this.notes.tell(this.words.cannot_undo);
    this.choose(ids.filter((id) => this.canTouch(id)));
    this.changed();
    this.judge();
    this.speakOf(ids);
  }

  // ---------------------------------------------------------------- tools

  take(tool) {
    this.tool = this.tool === tool ? "select" : tool;
    this.ruler = ["measure", "scale"].includes(this.tool) ? {} : null;
    this.stage.dataset.tool = this.tool;
    this.paint();
    this.notes.show(this);
    if (!this.notes.tool.hidden) this.notes.speak(this.notes.tool.textContent);
  }

  setSeveral() {
    this.several = !this.several;
    this.paint();
  }

  layer(name) {
    this.layers = { ...this.layers, [name]: !this.layers[name] };
    if (name === "fixtures") this.choose([...this.selection].filter((id) => this.canTouch(id)));
    this.paint();
  }

  fade(opacity) {
    this.layers = { ...this.layers, opacity };
    this.paint();
  }

  open(name) {
    this.opened = this.opened === name ? "" : name;
    if (["picture", "scale"].includes(this.tool)) this.take(this.tool);
    this.paint();
  }

  enlarge() {
    this.isLarge = !this.isLarge;
    this.root.classList.toggle("studio-large", this.isLarge);
    this.fillHeight();
    this.paint();
  }

  /* Returns whether there was anything to leave. */
  escape() {
    if (this.hands.letGo()) return true;
    if (this.pause) this.revert();
    else if (this.tool !== "select") this.take(this.tool);
    else if (this.selection.size) this.choose([]);
    else if (this.isLarge) this.enlarge();
    else return false;
    return true;
  }

  tapped(at) {
    const [x, y] = this.view.toPlaza(...at);
    if (this.tool === "place") this.placeAt(x, y, at);
    else if (this.ruler) this.ruler = this.ruler.from && !this.ruler.to ? { ...this.ruler, to: [x, y] } : { from: [x, y] };
    if (this.ruler?.to && this.tool === "measure") this.notes.speak(this.measured());
    this.paint();
  }

  placeAt(x, y, at) {
    const things = this.movableChoice();
    if (!things.length) {
      const under = document.elementFromPoint(...this.onScreen(at))?.closest("[data-id]")?.dataset.id;
      if (under && this.canTouch(under)) this.choose([under]);
      return;
    }
    const box = boundsOf(things.map(([, value]) => boxOf(value)));
    const { grid_cm, width_cm: wide, depth_cm: deep } = this.plan.head;
    const way = (to, low, high, end) => {
      const free = Math.round(to - (low + high) / 2);
      return within(free + toGrid(low + free, grid_cm), -low, end - high);
    };
    const [dx, dy] = [way(x, box.west, box.east, wide), way(y, box.south, box.north, deep)];
    this.change(things.map(([id, value]) => [id, { ...value, x_cm: value.x_cm + dx, y_cm: value.y_cm + dy }]));
    this.take("place");
  }

  onScreen([x, y]) {
    const { left, top } = this.stage.getBoundingClientRect();
    return [left + x, top + y];
  }

  measured() {
    const { from, to } = this.ruler;
    const [x, y] = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    return fill(this.words.measured, { x: metres(x), y: metres(y), straight: metres(Math.hypot(x, y)) });
  }

  /* The two tapped points are so far apart in truth: the picture is enlarged around the first. */
  scaleTo(real_metres) {
    const value = this.plan.here.get(PICTURE_ID);
    const { from, to } = this.ruler ?? {};
    const drawn_cm = from && to ? Math.hypot(to[0] - from[0], to[1] - from[1]) : 0;
    if (!value || !(real_metres > 0) || drawn_cm < 1) return;
    const by = (real_metres * 100) / drawn_cm;
    const cm_per_px = within(value.cm_per_px * by, 0.05, 200);
    const real = cm_per_px / value.cm_per_px;
    const moved = (corner, point) => Math.round(point - (point - corner) * real);
    this.take("scale");
    this.change([[PICTURE_ID, { x_cm: moved(value.x_cm, from[0]), y_cm: moved(value.y_cm, from[1]), cm_per_px }]]);
  }

  zoom(factor, x, y) {
    this.view.zoom(factor, x, y);
    this.zoomed();
  }

  fit() {
    this.view.fit();
    this.zoomed();
  }

  pan(x, y) {
    this.view.pan(x, y);
    this.paint();
  }

  zoomed() {
    this.look += 1;
    this.paint();
  }

  // ---------------------------------------------------------------- what is drawn

  get booths() {
    return this.plan.booths();
  }

  get fixtures() {
    return this.plan.fixtures();
  }

  get plaza() {
    return this.plan.head;
  }

  /* Handles stand at the corners of the one chosen thing that has a size and may be changed. */
  get handled() {
    const [id] = this.selection;
    const thing = this.selection.size === 1 && this.canEdit && this.canTouch(id) ? this.plan.thing(id) : null;
    return thing && thing.width_cm && thing.depth_cm && !thing.is_pinned ? thing : null;
  }

  get leads() {
    const outlets = this.fixtures.filter((each) => each.kind === "outlet");
    const hungry = [...this.selection].map((id) => this.plan.thing(id)).filter((thing) => thing?.needs_power);
    if (!outlets.length) return [];
    return hungry.map((booth) => {
      const from = centreOf(booth);
      const ways = outlets.map(centreOf).map((to) => ({ from, to, length_cm: Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]) }));
      const shortest = ways.reduce((best, way) => (way.length_cm < best.length_cm ? way : best));
      return { ...shortest, isTooLong: shortest.length_cm > this.plan.head.limits.lead_max_cm };
    });
  }

  queueBox(booth) {
    return this.rules?.queueBox(booth, this.plan.head.limits) ?? null;
  }

  judgeSoon() {
    this.isStale = true;
    this.paint();
  }

  judge() {
    this.isStale = false;
    this.findings = this.rules?.findings(this.plan.scene()) ?? [];
    this.marks = marksOf(this.findings, this.words);
  }

  paint() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.render();
    });
  }

  render() {
    const began = performance.now();
    if (this.isStale) this.judge();
    this.drawing.show(this);
    this.notes.show(this);
    this.panel.show(this);
    this.tools.show(this);
    if (this.focusing) this.drawing.focus(this.focusing);
    this.focusing = null;
    if (this.flashing) this.drawing.flash(this.flashing);
    this.flashing = null;
    this.root.dispatchEvent(new CustomEvent("studio-frame", { detail: performance.now() - began }));
  }
}

/* A fixture has no front: a quarter turn only exchanges its sides. */
function lying(value) {
  const [x, y] = centreOf(value);
  return centredAt({ ...value, width_cm: value.depth_cm, depth_cm: value.width_cm }, x, y);
}
