/* Whether a wheelchair gets from an entrance to every front: kiosk/engine/plaza/passage.py once more, with a byte for
   each place instead of a bit. There it is said why so few places are enough. All coordinates are doubled. */
import { looks } from "./boxes.js";

const IN_THE_WAY = ["tree", "hydrant", "wall", "steps", "seats"];
const NOWHERE = [0, -1];

export function passageFindings({ scene, booths, fixtures }, tell) {
  const entrances = fixtures.filter((each) => each.kind === "entrance").map((each) => each.box);
  if (!entrances.length) {
    tell("no_entrance", false, [], null, null);
    return;
  }
  const passage = scene.limits.passage_cm;
  const solid = [...fixtures.filter((each) => IN_THE_WAY.includes(each.kind)), ...booths].map((each) => each.box);
  const free = reachOf(scene, solid, entrances);
  const reached = booths.filter((booth) => {
    const arrives = free.meets(goalOf(booth, passage));
    if (!arrives) tell("passage", true, [booth.id], null, passage);
    return arrives;
  });
  const standing = booths.filter((booth) => booth.queue).map((booth) => booth.queue);
  if (!standing.length) return;
  const crowded = reachOf(scene, [...solid, ...standing], entrances);
  for (const booth of reached) {
    const atItsLine = () => booth.queue && crowded.meets(grown(booth.queue, passage));
    if (!crowded.meets(goalOf(booth, passage)) && !atItsLine()) tell("queue_passage", false, [booth.id], null, passage);
  }
}

function grown(box, passage) {
  return {
    west: 2 * box.west - passage,
    south: 2 * box.south - passage,
    east: 2 * box.east + passage,
    north: 2 * box.north + passage,
  };
}

function goalOf(booth, passage) {
  const { box } = booth;
  const [dx, dy] = looks(booth);
  if (dx) {
    const x = dx > 0 ? 2 * box.east + passage : 2 * box.west - passage;
    const [south, north] = within(2 * box.south, 2 * box.north, passage);
    return { west: x, south, east: x, north };
  }
  const y = dy > 0 ? 2 * box.north + passage : 2 * box.south - passage;
  const [west, east] = within(2 * box.west, 2 * box.east, passage);
  return { west, south: y, east, north: y };
}

function within(start, end, passage) {
  return end - start < 2 * passage ? [(start + end) / 2, (start + end) / 2] : [start + passage, end - passage];
}

/* The places along one axis: line 0, the stretch after it, line 1, and so on. */
class Places {
  constructor(length, passage, edges) {
    const [first, last] = [passage, 2 * length - passage];
    const inner = edges.filter((each) => first < each && each < last);
    this.lines = first > last ? [] : Float64Array.from(new Set([first, last, ...inner])).sort();
    this.count = Math.max(2 * this.lines.length - 1, 0);
    this.first = first;
    this.last = last;
  }

  /* First and last place of a closed stretch. */
  touched(low, high) {
    if (!this.count || low > this.last || high < this.first) return NOWHERE;
    return [this.#place(Math.max(low, this.first)), this.#place(Math.min(high, this.last))];
  }

  /* The same of an open stretch. */
  inside(low, high) {
    const [first, last] = this.touched(low, high);
    return first > last ? NOWHERE : [first + (low >= this.first), last - (high <= this.last)];
  }

  #place(at) {
    let [low, high] = [0, this.lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.lines[middle] < at) low = middle + 1;
      else high = middle;
    }
    return this.lines[low] === at ? 2 * low : 2 * low - 1;
  }
}

function reachOf(scene, solid, entrances) {
  const passage = scene.limits.passage_cm;
  const boxes = solid.map((box) => grown(box, passage));
  const columns = new Places(scene.width_cm, passage, boxes.flatMap((box) => [box.west, box.east]));
  const rows = new Places(scene.depth_cm, passage, boxes.flatMap((box) => [box.south, box.north]));
  const places = new Uint8Array(columns.count * rows.count).fill(FREE);
  for (const box of boxes) {
    const [first, last] = rows.inside(box.south, box.north);
    const [left, right] = columns.inside(box.west, box.east);
    for (let row = first; row <= last; row += 1) {
      if (left <= right) places.fill(TAKEN, row * columns.count + left, row * columns.count + right + 1);
    }
  }
  const inAny = (box, ask) => somePlace(box, columns, rows, ask);
  const pending = [];
  const note = (place) => {
    if (places[place] === FREE) pending.push(place);
    return false;
  };
  for (const box of entrances) inAny(grown(box, passage), note);
  flood(places, columns.count, pending);
  return { meets: (box) => inAny(box, (place) => places[place] === REACHED) };
}

const [TAKEN, FREE, REACHED] = [0, 1, 2];

/* Asks of the places of a closed box, until one says yes. */
function somePlace(box, columns, rows, ask) {
  const [first, last] = rows.touched(box.south, box.north);
  const [left, right] = columns.touched(box.west, box.east);
  for (let row = first; row <= last; row += 1) {
    for (let column = left; column <= right; column += 1) if (ask(row * columns.count + column)) return true;
  }
  return false;
}

/* Everything that is free and connected with a start becomes reached, a stretch of a row at a time. */
function flood(places, width, pending) {
  while (pending.length) {
    const place = pending.pop();
    if (places[place] !== FREE) continue;
    const row = place - (place % width);
    let [left, right] = [place, place];
    while (left > row && places[left - 1] === FREE) left -= 1;
    while (right < row + width - 1 && places[right + 1] === FREE) right += 1;
    places.fill(REACHED, left, right + 1);
    beside(places, left - width, right - width, pending);
    beside(places, left + width, right + width, pending);
  }
}

/* One place of every free stretch of the row above or below. */
function beside(places, left, right, pending) {
  if (left < 0 || left >= places.length) return;
  for (let place = left; place <= right; place += 1) {
    if (places[place] === FREE && (place === left || places[place - 1] !== FREE)) pending.push(place);
  }
}
