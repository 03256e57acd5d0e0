/* Where the line in front of a booth stands, and what it runs into: kiosk/engine/plaza/queueing.py once more. */
import { boxOf, looks } from "./boxes.js";
import { overlap } from "./nearness.js";

/* Whether it is an error to stand there. In the shade people like to wait. */
const STOPPED_BY = {
  fire_lane: true,
  entrance: true,
  wall: false,
  tree: false,
  hydrant: false,
  steps: false,
  seats: false,
  no_go: false,
};
const AHEAD = { 0: "south", 90: "east", 180: "north", 270: "west" };

/* The strip before the front, as wide as the booth and as deep as a passage. */
export function frontZone(booth, limits) {
  return before(booth, { offset: 0, wide: booth.width_cm, long: limits.passage_cm });
}

/* Where the longest expected line stands; null without one. */
export function queueBox(booth, limits) {
  const { lanes, long } = lanesOf(booth, limits);
  if (!lanes) return null;
  const wide = lanes * limits.queue_lane_cm;
  return before(booth, { offset: Math.floor((booth.width_cm - wide) / 2), wide, long });
}

export function lanesOf({ queue_people: people, width_cm: width }, limits) {
  if (!(people > 0)) return { lanes: 0, long: 0 };
  let [lanes, long] = [1, people * limits.queue_person_cm];
  while (long > limits.queue_depth_cm && (lanes + 1) * limits.queue_lane_cm <= width) {
    lanes += 1;
    long = Math.ceil(people / lanes) * limits.queue_person_cm;
  }
  return { lanes, long };
}

function before(booth, { offset, wide, long }) {
  const box = boxOf(booth);
  const [dx, dy] = looks(booth);
  if (dx) {
    const south = box.south + offset;
    const west = dx > 0 ? box.east : box.west - long;
    return { west, south, east: west + long, north: south + wide };
  }
  const west = box.west + offset;
  const south = dy > 0 ? box.north : box.south - long;
  return { west, south, east: west + wide, north: south + long };
}

export function queueFindings({ scene, booths, fixtures }, tell) {
  const stopping = fixtures.filter((each) => each.kind in STOPPED_BY);
  booths.forEach((line, place) => {
    if (!line.queue) return;
    overTheEdge(line, scene, tell);
    for (const { id, kind, box } of stopping) {
      if (overlap(line.queue, box)) stopped(line, id, box, kind, { isError: STOPPED_BY[kind], scene, tell });
    }
    booths.forEach((other, otherPlace) => {
      if (otherPlace !== place) between(line, other, { isFirst: place < otherPlace, scene, tell });
    });
  });
}

/* Two lines that cross are one finding, of the first of the two. */
function between(line, other, { isFirst, scene, tell }) {
  if (overlap(line.queue, other.box)) stopped(line, other.id, other.box, "booth", { isError: true, scene, tell });
  else if (overlap(line.queue, other.front)) {
    stopped(line, other.id, other.front, "front", { isError: true, scene, tell });
  }
  if (isFirst && other.queue && overlap(line.queue, other.queue)) {
    stopped(line, other.id, other.queue, "queue", { isError: false, scene, tell });
  }
}

function overTheEdge(line, scene, tell) {
  const { queue } = line;
  const over = {
    west: -queue.west,
    south: -queue.south,
    east: queue.east - scene.width_cm,
    north: queue.north - scene.depth_cm,
  };
  if (Math.max(...Object.values(over)) <= 0) return;
  const end = AHEAD[line.rotation_deg];
  const long = end === "south" || end === "north" ? queue.north - queue.south : queue.east - queue.west;
  const elsewhere = Object.keys(over).some((side) => side !== end && over[side] > 0);
  queueFinding(line, [line.id], elsewhere ? 0 : long - over[end], "edge", { isError: false, scene, tell });
}

function stopped(line, otherId, box, detail, told) {
  const { queue } = line;
  const free = {
    0: queue.north - box.north,
    90: box.west - queue.west,
    180: box.south - queue.south,
    270: queue.east - box.east,
  }[line.rotation_deg];
  queueFinding(line, [line.id, otherId], free, detail, told);
}

function queueFinding(line, ids, free, detail, { isError, scene: { limits }, tell }) {
  const people = Math.floor(Math.max(free, 0) / limits.queue_person_cm) * lanesOf(line, limits).lanes;
  tell("queue", isError, ids, people, line.queue_people, detail);
}
