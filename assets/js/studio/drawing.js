/* The plan in SVG. The world is drawn in centimetres and scaled as a whole; words and marks inside it are scaled back
   by the style sheet (`studio-px`), so a zoom writes two attributes and the words that must be broken anew. */
import { boxOf, sizeOf } from "./boxes.js";
import { draw, make, put, say } from "./dom.js";
import { LINE_PX, TEXT_PX, lengthPx, wrapped } from "./lettering.js";
import { PICTURE_ID } from "./plan.js";
import { fill, metres } from "./words.js";

const ICONS = {
  entrance: "login",
  outlet: "bolt",
  tap: "water_drop",
  hydrant: "fire_hydrant",
  tree: "park",
  seats: "chair",
  shade: "beach_access",
  steps: "stairs",
  no_go: "block",
};
const POINTS = ["entrance", "outlet", "tap", "hydrant"];
const LAYERS = ["areas", "queues", "booths", "points", "badges", "over"];
const METRES_OF_BAR = [1, 2, 5, 10, 20, 50, 100];

export class Drawing {
  constructor(stage, scope) {
    this.scope = scope; // tells apart the patterns of two studios on one page
    this.svg = draw("svg", { class: "studio-svg", role: "none" });
    this.world = draw("g", { class: "studio-world" });
    this.things = new Map();
    this.svg.append(this.patterns(), this.world);
    this.ground = draw("rect", { class: "studio-ground", x: 0, y: 0 });
    this.picture = draw("image", { class: "studio-picture", preserveAspectRatio: "none" });
    this.grids = ["fine", "coarse"].map((size) => draw("rect", { class: "studio-grid", fill: `url(#${scope}-${size})` }));
    this.world.append(this.ground, this.picture, ...this.grids);
    this.layers = Object.fromEntries(LAYERS.map((name) => [name, draw("g", { class: `studio-layer-${name}` })]));
    this.world.append(...Object.values(this.layers));
    this.compass = this.makeCompass();
    stage.append(this.svg, this.compass);
  }

  patterns() {
    const defs = draw("defs");
    this.fine = draw("pattern", { id: `${this.scope}-fine`, patternUnits: "userSpaceOnUse" });
    this.finePath = draw("path", { class: "studio-grid-fine" });
    this.fine.append(this.finePath);
    const coarse = draw("pattern", { id: `${this.scope}-coarse`, patternUnits: "userSpaceOnUse", width: 500, height: 500 });
    coarse.append(draw("path", { class: "studio-grid-coarse", d: "M0 500V0H500" }));
    const hatch = draw("pattern", {
      id: `${this.scope}-hatch`, patternUnits: "userSpaceOnUse", width: 60, height: 60, patternTransform: "rotate(45)",
    });
    hatch.append(draw("path", { class: "studio-hatch", d: "M0 0V60" }));
    const steps = draw("pattern", { id: `${this.scope}-steps`, patternUnits: "userSpaceOnUse", width: 40, height: 40 });
    steps.append(draw("path", { class: "studio-hatch", d: "M0 0H40" }));
    defs.append(this.fine, coarse, hatch, steps);
    return defs;
  }

  makeCompass() {
    const corner = make("div", "studio-compass");
    corner.setAttribute("aria-hidden", "true");
    const north = make("span", "studio-north");
    north.append(make("b", "", "↑"), (this.north = make("span")));
    const bar = make("span", "studio-scale");
    bar.append((this.bar = make("i")), (this.barWord = make("span")));
    corner.append(north, bar);
    return corner;
  }

  /* Everything that has changed since the last time. `state` is what the editor knows. */
  show(state) {
    this.showGround(state);
    const shown = new Set();
    for (const thing of [...state.fixtures, ...state.booths]) {
      shown.add(thing.id);
      this.showThing(thing, state);
    }
    for (const [id, parts] of this.things) if (!shown.has(id)) this.drop(id, parts);
    this.showOver(state);
  }

  drop(id, parts) {
    parts.group.remove();
    parts.badge.remove();
    parts.queue?.remove();
    this.things.delete(id);
  }

  showGround({ view, plaza, layers, words, plan, backdrop }) {
    const { width_cm: wide, depth_cm: deep, grid_cm: grid } = plaza;
    put(this.world, { transform: `translate(${view.left} ${view.top}) scale(${view.scale})` });
    this.showScale(view, words);
    for (const rect of [this.ground, ...this.grids]) put(rect, { width: wide, height: deep });
    put(this.fine, { width: grid, height: grid });
    put(this.finePath, { d: `M0 ${grid}V0H${grid}` });
    put(this.grids[0], { visibility: grid * view.scale < 7 ? "hidden" : null });
    const value = plan.here.get(PICTURE_ID);
    put(this.picture, { visibility: value && layers.picture ? null : "hidden", opacity: layers.opacity });
    if (!value || !backdrop) return;
    const [across, down] = [backdrop.width_px * value.cm_per_px, backdrop.height_px * value.cm_per_px];
    put(this.picture, { href: backdrop.url, x: value.x_cm, y: deep - value.y_cm - down, width: across, height: down });
  }

  /* Written only when it is another one: everything inside the world is styled anew by it. */
  showScale({ scale }, words) {
    if (this.scale === scale) return;
    this.scale = scale;
    this.world.style.setProperty("--px", String(1 / scale));
    const bar = METRES_OF_BAR.find((metre) => metre * 100 * scale >= 60) ?? 100;
    this.bar.style.width = `${bar * 100 * scale}px`;
    say(this.barWord, fill(words.metres, { metres: bar }));
    say(this.north, words.north);
  }

  // ---------------------------------------------------------------- booths and fixtures

  showThing(thing, state) {
    const parts = this.things.get(thing.id) ?? this.makeThing(thing);
    const isBooth = "letter" in thing;
    const mark = state.marks.get(thing.id);
    const isSelected = state.selection.has(thing.id);
    const canTouch = isBooth || state.layers.fixtures;
    const look = [isSelected, canTouch, state.layers.queues, state.look, mark && Object.values(mark)].join("|");
    if (parts.thing === thing && parts.look === look) return;
    Object.assign(parts, { thing, look });
    const [wide, deep] = sizeOf(thing);
    const y = state.plaza.depth_cm - thing.y_cm - deep;
    put(parts.group, { transform: `translate(${thing.x_cm} ${y})` });
    parts.group.classList.toggle("studio-selected", isSelected);
    parts.group.classList.toggle("studio-locked", !canTouch);
    put(parts.group, {
      "data-state": mark ? (mark.isError ? "error" : "warning") : null,
      "aria-pressed": String(isSelected),
      "aria-label": state.speaker.aloud(thing, mark?.count ?? 0),
      "aria-disabled": canTouch ? null : "true",
      tabindex: canTouch ? "0" : "-1",
    });
    if (isBooth) this.showBooth(parts, thing, { wide, deep, state, mark });
    else this.showFixture(parts, thing, { wide, deep, state });
    put(parts.badge, { transform: `translate(${thing.x_cm} ${y})`, "data-state": parts.group.getAttribute("data-state") });
    this.showBadge(parts, mark, wide * state.view.scale + 26);
  }

  makeThing(thing) {
    const isBooth = "letter" in thing;
    const group = draw("g", { role: "button", "data-id": thing.id, class: isBooth ? "studio-booth" : "studio-fixture" });
    const parts = { group, body: draw("rect", { class: "studio-body" }), words: draw("g", { class: "studio-px" }) };
    parts.middle = draw("g");
    parts.middle.append(parts.words);
    parts.badge = draw("g", { "aria-hidden": "true" });
    parts.badge.append(draw("g", { class: "studio-px studio-badge" }));
    this.layers.badges.append(parts.badge);
    if (isBooth) parts.queue = this.makeQueue();
    parts.front = draw("path", { class: "studio-front" });
    group.append(parts.body, parts.front, parts.middle);
    const layer = isBooth ? "booths" : POINTS.includes(thing.kind) ? "points" : "areas";
    this.layers[layer].append(group);
    this.things.set(thing.id, parts);
    return parts;
  }

  makeQueue() {
    const group = draw("g", { class: "studio-queue" });
    group.append(draw("rect", {}), draw("g", {}));
    group.lastChild.append(draw("text", { class: "studio-px studio-queue-word", "aria-hidden": "true" }));
    this.layers.queues.append(group);
    return group;
  }

  showBooth(parts, booth, { wide, deep, state, mark }) {
    put(parts.group, { "data-zone": state.zones[booth.like ?? booth.id] ?? "" });
    put(parts.body, { width: wide, height: deep, rx: 12 });
    const fronts = {
      0: `M0 ${deep}H${wide}`, 90: `M${wide} 0V${deep}`, 180: `M0 0H${wide}`, 270: `M0 0V${deep}`,
    };
    put(parts.front, { d: fronts[booth.rotation_deg] });
    put(parts.middle, { transform: `translate(${wide / 2} ${deep / 2})` });
    this.letterBooth(parts, booth, { wide, deep, state });
    this.showQueue(parts.queue, booth, { state, mark });
  }

  letterBooth(parts, booth, { wide, deep, state }) {
    const { scale } = state.view;
    const key = [booth.letter, state.speaker.service(booth), wide, deep, scale, booth.is_pinned].join("|");
    if (parts.lettered === key) return;
    parts.lettered = key;
    const [across, down] = [wide * scale - 10, deep * scale - 10];
    const letter_px = Math.max(TEXT_PX, Math.min(34, Math.min(across, down) * 0.62));
    const lines = wrapped(state.speaker.service(booth), across, down - letter_px - 4);
    const top = -(lines.length * LINE_PX) / 2;
    const letter = draw("text", { class: "studio-letter", y: top, "font-size": letter_px }, booth.letter);
    const names = lines.map((line, place) =>
      draw("text", { class: "studio-name", y: top + letter_px / 2 + 2 + LINE_PX * (place + 0.5) }, line),
    );
    const pin = booth.is_pinned
      ? [draw("text", { class: "studio-icon studio-pin", x: across / 2 - 4, y: -down / 2 + 4 }, "keep")]
      : [];
    parts.words.replaceChildren(letter, ...names, ...pin);
  }

  showQueue(group, booth, { state, mark }) {
    const box = state.layers.queues && booth.queue_people ? state.queueBox(booth) : null;
    put(group, { visibility: box ? null : "hidden", class: mark?.isQueue ? "studio-queue studio-queue-bad" : "studio-queue" });
    if (!box) return;
    const [rect, place] = group.children;
    const [wide, deep] = [box.east - box.west, box.north - box.south];
    const y = state.plaza.depth_cm - box.north;
    put(rect, { x: box.west, y, width: wide, height: deep });
    const { scale } = state.view;
    const word = fill(state.words.people, { count: booth.queue_people });
    const across = lengthPx(word) + 4;
    const lies = wide * scale >= across && deep * scale >= LINE_PX;
    const stands = !lies && deep * scale >= across && wide * scale >= LINE_PX * 0.7;
    put(place, { transform: `translate(${box.west + wide / 2} ${y + deep / 2})${stands ? " rotate(90)" : ""}` });
    const isTiny = Math.min(wide, deep) * scale < 13;
    say(place.firstChild, lies || stands ? word : isTiny ? "" : String(booth.queue_people));
  }

  showFixture(parts, fixture, { wide, deep, state }) {
    put(parts.group, { "data-kind": fixture.kind });
    const fills = { fire_lane: "hatch", no_go: "hatch", steps: "steps" };
    const pattern = fills[fixture.kind] ? `url(#${this.scope}-${fills[fixture.kind]})` : null;
    put(parts.body, { width: wide, height: deep, rx: fixture.kind === "tree" ? Math.min(wide, deep) / 2 : 0 });
    put(parts.front, { d: pattern ? `M0 0H${wide}V${deep}H0Z` : "", style: pattern ? `fill:${pattern}` : null });
    put(parts.middle, { transform: `translate(${wide / 2} ${deep / 2})` });
    this.letterFixture(parts, fixture, { wide, deep, state });
  }

  letterFixture(parts, fixture, { wide, deep, state }) {
    const { scale } = state.view;
    const amps = fixture.amps ? ` ${fill(state.words.amps_short, { amps: fixture.amps })}` : "";
    const word = state.words.kinds[fixture.kind] + amps;
    const isPoint = POINTS.includes(fixture.kind);
    const aside = isPoint ? asideOf(fixture, lengthPx(word), state) : 0;
    const isNamed = isPoint && (scale > 0.42 || fixture.kind === "entrance" || state.layers.fixtures);
    const key = [word, wide, deep, scale, aside, isNamed].join("|");
    if (parts.lettered === key) return;
    parts.lettered = key;
    const [across, down] = [wide * scale, deep * scale];
    const length_px = lengthPx(word) + 8;
    const lies = across >= length_px && down >= LINE_PX;
    const stands = !lies && down >= length_px && across >= LINE_PX;
    const icon = ICONS[fixture.kind];
    const pieces = [];
    if (isPoint || (!lies && !stands && icon && Math.min(across, down) >= 12)) {
      if (isPoint) pieces.push(draw("circle", { class: "studio-touch", r: 18 }));
      pieces.push(this.symbol(icon, isPoint, scale));
      if (isNamed) pieces.push(besidePoint(word, aside));
    } else if (lies || stands) {
      pieces.push(draw("text", { class: "studio-name", transform: stands ? "rotate(-90)" : null }, word));
    }
    parts.words.replaceChildren(...pieces);
  }

  /* Smaller where the whole plaza is small, so that neighbours stay apart. */
  symbol(icon, isPoint, scale) {
    const group = draw("g", { transform: `scale(${Math.max(0.62, Math.min(1, scale / 0.13))})` });
    if (isPoint) group.append(draw("circle", { class: "studio-disc", r: 12 }));
    group.append(draw("text", { class: "studio-icon" }, icon));
    return group;
  }

  /* Where the word would hide a neighbour the sign stands alone; the sentence is in the list beside the plan. */
  showBadge(parts, mark, room_px) {
    const word = mark ? mark.word + (mark.count > 1 ? ` +${mark.count - 1}` : "") : "";
    const wide = lengthPx(word) + 34;
    const isShort = wide > room_px;
    const key = mark ? `${word}|${isShort}|${mark.isError}` : "";
    if (parts.badged === key) return;
    parts.badged = key;
    const icon = draw("text", { class: "studio-icon", x: 8, y: -7 }, mark?.isError ? "error" : "warning");
    const plate = draw("rect", { x: -6, y: -20, width: isShort ? 28 : wide, height: 25, rx: 5 });
    const said = isShort ? [] : [draw("text", { class: "studio-badge-word", x: 22, y: -7 }, word)];
    parts.badge.firstChild.replaceChildren(...(mark ? [plate, icon, ...said] : []));
  }

  /* The same thing under its lasting name: what has the focus keeps it. */
  rename(from, to) {
    const parts = this.things.get(from);
    if (!parts) return;
    this.things.delete(from);
    this.things.set(to, parts);
    parts.group.dataset.id = to;
  }

  focus(id) {
    this.things.get(id)?.group.focus({ preventScroll: true });
  }

  flash(ids) {
    for (const id of ids) {
      const group = this.things.get(id)?.group;
      if (!group) continue;
      group.classList.remove("studio-flash");
      group.getBoundingClientRect(); // the same class twice in one frame would not start anew
      group.classList.add("studio-flash");
    }
  }

  // ---------------------------------------------------------------- what lies over everything

  showOver(state) {
    const pieces = [
      ...state.guides.map((guide) => this.guide(guide, state)),
      ...this.leads(state),
      ...this.ruler(state),
      ...this.handles(state),
    ];
    if (pieces.length || this.layers.over.childElementCount) this.layers.over.replaceChildren(...pieces);
  }

  guide({ axis, at }, { plaza }) {
    const d = axis === "x" ? `M${at} 0V${plaza.depth_cm}` : `M0 ${plaza.depth_cm - at}H${plaza.width_cm}`;
    return draw("path", { class: "studio-guide", d });
  }

  /* From each chosen booth that needs power to the nearest outlet, along x and y as a cable is laid. */
  leads({ leads, plaza, words }) {
    return leads.flatMap(({ from, to, length_cm, isTooLong }) => {
      const [y, end] = [plaza.depth_cm - from[1], plaza.depth_cm - to[1]];
      const path = draw("path", { class: isTooLong ? "studio-lead studio-lead-bad" : "studio-lead", d: `M${from[0]} ${y}H${to[0]}V${end}` });
      return [path, this.label(to[0], (y + end) / 2, length_cm, { name: "studio-lead-word", words })];
    });
  }

  label(x, y, length_cm, { name, words }) {
    const place = draw("g", { transform: `translate(${x} ${y})`, "aria-hidden": "true" });
    place.append(draw("text", { class: `studio-px ${name}`, x: 10 }, fill(words.metres, { metres: metres(length_cm) })));
    return place;
  }

  ruler({ ruler, plaza }) {
    if (!ruler?.from) return [];
    const to = ruler.to ?? ruler.from;
    const [y, end] = [plaza.depth_cm - ruler.from[1], plaza.depth_cm - to[1]];
    const ends = [[ruler.from[0], y], [to[0], end]].map(([x, top]) => {
      const place = draw("g", { transform: `translate(${x} ${top})` });
      place.append(draw("circle", { class: "studio-px studio-ruler-end", r: 6 }));
      return place;
    });
    return [draw("path", { class: "studio-ruler", d: `M${ruler.from[0]} ${y}L${to[0]} ${end}` }), ...ends];
  }

  handles({ handled, plaza, view }) {
    if (!handled) return [];
    const box = boxOf(handled);
    const out = 9 / view.scale;
    const corners = [["sw", box.west, box.south], ["se", box.east, box.south], ["nw", box.west, box.north], ["ne", box.east, box.north]];
    return corners.map(([corner, x, y]) => {
      const [left, top] = [x + (corner[1] === "w" ? -out : out), plaza.depth_cm - y + (corner[0] === "n" ? -out : out)];
      const place = draw("g", { transform: `translate(${left} ${top})`, class: `studio-handle studio-handle-${corner}`, "data-corner": corner });
      const knob = draw("g", { class: "studio-px" });
      knob.append(draw("circle", { class: "studio-touch", r: 18 }), draw("rect", { x: -7, y: -7, width: 14, height: 14, rx: 3 }));
      place.append(knob);
      return place;
    });
  }
}

/* Where the word of a sign stands: below it (0), or to the west (-1) or east (1) of it where it would leave the plaza or
   run into the next sign's word. */
function asideOf(fixture, length_px, { fixtures, plaza, view }) {
  if (fixture.x_cm + fixture.width_cm >= plaza.width_cm - 100) return -1;
  if (fixture.x_cm <= 100) return 1;
  const isBeside = (other) => {
    const apart = (other.x_cm - fixture.x_cm) * view.scale;
    return apart > 0 && apart < length_px && Math.abs(other.y_cm - fixture.y_cm) * view.scale < 2 * LINE_PX;
  };
  return fixtures.some((other) => POINTS.includes(other.kind) && isBeside(other)) ? -1 : 0;
}

const besidePoint = (word, aside) =>
  draw("text", { class: "studio-name", x: aside * (lengthPx(word) / 2 + 16), y: aside ? 0 : 24 }, word);
