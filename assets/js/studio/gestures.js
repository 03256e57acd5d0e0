/* Hands on the stage: mouse, pen and fingers alike. A hand does one act at a time: it drags things, draws out a corner,
   moves the sheet, or taps; two fingers pinch. */
import { boxOf, boundsOf, withBox } from "./boxes.js";
import { PICTURE_ID } from "./plan.js";
import { snapped, snappedEdge } from "./snap.js";

const SLOP_PX = { mouse: 3, pen: 6, touch: 9 };
export const SMALLEST_CM = 50;

export class Hands {
  constructor(editor, stage, signal) {
    this.editor = editor;
    this.stage = stage;
    this.down = new Map();
    this.act = null;
    this.holdsSpace = false;
    const listen = (name, hear, options = {}) => stage.addEventListener(name, hear, { signal, ...options });
    listen("pointerdown", (event) => this.press(event));
    listen("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) listen(end, (event) => this.lift(event));
    listen("wheel", (event) => this.roll(event), { passive: false });
    listen("click", (event) => this.click(event));
    listen("contextmenu", (event) => event.preventDefault());
  }

  at(event) {
    const { left, top } = this.stage.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  press(event) {
    if (event.button === 2 || event.target.closest(".studio-card")) return;
    this.stage.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, this.at(event));
    if (this.down.size > 1) this.pinch();
    else this.act = this.begin(event);
  }

  /* What this press means, by what lies under it. */
  begin(event) {
    const { editor } = this;
    const start = this.at(event);
    const slop = SLOP_PX[event.pointerType] ?? SLOP_PX.mouse;
    const act = { start, last: start, slop, hasMoved: false };
    const id = event.target.closest("[data-id]")?.dataset.id;
    const corner = event.target.closest("[data-corner]")?.dataset.corner;
    if (event.button === 1 || this.holdsSpace) return { ...act, ...this.panning(), slop: 0 };
    if (editor.tool === "picture" && editor.canEdit) return { ...act, ...this.dragging([PICTURE_ID], PICTURE_ID) };
    if (editor.tool !== "select") return { ...act, ...this.panning(), tap: (at) => editor.tapped(at) };
    if (corner) return { ...act, ...this.drawingOut(corner) };
    if (id && editor.canTouch(id)) return { ...act, ...this.choosing(id, event.shiftKey) };
    return { ...act, ...this.panning(), tap: () => editor.choose([]) };
  }

  move(event) {
    if (!this.down.has(event.pointerId)) return;
    this.down.set(event.pointerId, this.at(event));
    if (this.down.size > 1 && this.act?.pinches) this.act.move();
    if (this.down.size !== 1 || !this.act || this.act.pinches) return;
    const { act } = this;
    const at = this.at(event);
    const [x, y] = [at[0] - act.start[0], at[1] - act.start[1]];
    if (!act.hasMoved && Math.hypot(x, y) <= act.slop) return;
    if (!act.hasMoved) this.set(act);
    act.move({ x, y, by: [at[0] - act.last[0], at[1] - act.last[1]], isFree: event.altKey });
    act.last = at;
  }

  set(act) {
    act.hasMoved = true;
    act.first?.();
    this.stage.dataset.busy = act.cursor ?? "move";
  }

  lift(event) {
    if (!this.down.delete(event.pointerId)) return;
    const { act } = this;
    if (this.down.size || !act) return;
    this.act = null;
    delete this.stage.dataset.busy;
    if (act.hasMoved) act.end?.();
    else if (event.type === "pointerup") act.tap?.(act.start);
  }

  /* Somebody else took away what is being dragged, or Escape was pressed: nothing of this act stays. */
  letGo() {
    const { act } = this;
    this.act = null;
    delete this.stage.dataset.busy;
    if (act?.hasMoved) act.undo?.();
    return Boolean(act?.hasMoved);
  }

  click(event) {
    // Assistive technology presses without a hand.
    const id = event.target.closest("[data-id]")?.dataset.id;
    if (event.detail === 0 && id && this.editor.canTouch(id)) this.editor.toggle(id);
  }

  roll(event) {
    event.preventDefault();
    const [x, y] = this.at(event);
    this.editor.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), x, y);
  }

  // ---------------------------------------------------------------- acts

  panning() {
    return { cursor: "grabbing", move: ({ by }) => this.editor.pan(...by) };
  }

  pinch() {
    if (this.act?.hasMoved) this.act.end?.();
    delete this.stage.dataset.busy;
    const [one, other] = [...this.down.keys()];
    const look = () => {
      const [a, b] = [this.down.get(one), this.down.get(other)];
      if (!a || !b) return null;
      return { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, apart: Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1])) };
    };
    let before = look();
    const move = () => {
      const now = look();
      if (!now || !before) return;
      this.editor.pan(now.x - before.x, now.y - before.y);
      this.editor.zoom(now.apart / before.apart, now.x, now.y);
      before = now;
    };
    this.act = { pinches: true, move };
  }

  choosing(id, adds) {
    const { editor } = this;
    const adding = adds || editor.several;
    const was = editor.selection.has(id);
    if (!was) editor.choose(adding ? [...editor.selection, id] : [id]);
    const tap = () => {
      if (was && adding) editor.choose([...editor.selection].filter((each) => each !== id));
      else if (was && editor.selection.size > 1) editor.choose([id]);
    };
    return { ...this.dragging([...editor.selection], id), tap };
  }

  dragging(ids, grabbed) {
    const { editor } = this;
    let moving = [];
    let origin = null;
    return {
      ids,
      first: () => {
        moving = editor.canEdit ? editor.movable(ids) : [];
        editor.begin(moving);
        origin = new Map(moving.map((id) => [id, editor.plan.here.get(id)]));
      },
      move: ({ x, y, isFree }) => {
        if (!moving.length) return;
        const first = moving.includes(grabbed) ? grabbed : moving[0];
        const by = this.way(origin, first, { x, y, isFree });
        for (const [id, value] of origin) editor.put(id, { ...value, x_cm: value.x_cm + by[0], y_cm: value.y_cm + by[1] });
      },
      end: () => editor.commit(),
      undo: () => editor.revert(),
    };
  }

  /* How far the whole group goes: the grabbed thing rests where it snaps, and nothing leaves the plaza. */
  way(origin, grabbed, { x, y, isFree }) {
    const { editor } = this;
    const { scale } = editor.view;
    const start = origin.get(grabbed);
    const [dx, dy] = [x / scale, -y / scale];
    if (grabbed === PICTURE_ID) return [Math.round(dx), Math.round(dy)];
    const box = boxOf(start);
    const moved = { west: box.west + dx, south: box.south + dy, east: box.east + dx, north: box.north + dy };
    const rest = snapped(moved, editor.neighbours([...origin.keys()]), { ...editor.snapping(), isFree });
    editor.guides = rest.guides;
    const bounds = boundsOf([...origin.values()].map(boxOf));
    const { width_cm: wide, depth_cm: deep } = editor.plan.head;
    return [
      within(Math.round(dx + rest.dx), -bounds.west, wide - bounds.east),
      within(Math.round(dy + rest.dy), -bounds.south, deep - bounds.north),
    ];
  }

  drawingOut(corner) {
    const { editor } = this;
    const [id] = editor.selection;
    let before = null;
    return {
      cursor: corner === "ne" || corner === "sw" ? "nesw-resize" : "nwse-resize",
      first: () => {
        editor.begin([id]);
        before = editor.plan.here.get(id);
      },
      move: (hand) => editor.put(id, this.drawnOut(before, id, corner, hand)),
      end: () => editor.commit(),
      undo: () => editor.revert(),
    };
  }

  drawnOut(before, id, corner, { x, y, isFree }) {
    const { editor } = this;
    const { scale } = editor.view;
    const { width_cm: wide, depth_cm: deep } = editor.plan.head;
    const rest = (value, axis) => snappedEdge(value, axis, editor.neighbours([id]), { ...editor.snapping(), isFree });
    const box = { ...boxOf(before) };
    const sides = { x: corner[1] === "w" ? "west" : "east", y: corner[0] === "s" ? "south" : "north" };
    const [across, up] = [rest(box[sides.x] + x / scale, "x"), rest(box[sides.y] - y / scale, "y")];
    editor.guides = [across.guide, up.guide].filter(Boolean);
    const low = (high) => Math.max(0, high - SMALLEST_CM);
    box[sides.x] = sides.x === "west" ? within(across.value, 0, low(box.east)) : within(across.value, box.west + SMALLEST_CM, wide);
    box[sides.y] = sides.y === "south" ? within(up.value, 0, low(box.north)) : within(up.value, box.south + SMALLEST_CM, deep);
    return withBox(before, box);
  }
}

export function within(value, low, high) {
  return Math.max(Math.min(low, high), Math.min(value, Math.max(low, high)));
}
