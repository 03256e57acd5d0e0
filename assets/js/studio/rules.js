/* All rules of a plaza, quick enough to run while a booth is dragged. The same as kiosk/engine/plaza/rules.py, where a
   scene and a finding are described; whole numbers only, so that both find the same to the last centimetre. */
import { boxOf } from "./boxes.js";
import { doubledCentre } from "./nearness.js";
import { passageFindings } from "./passage.js";
import { frontZone, queueBox, queueFindings } from "./queueing.js";
import { crowdFindings } from "./room.js";
import { groundFindings, laneFindings } from "./rules_ground.js";
import { comfortFindings, neighbourFindings, supplyFindings } from "./rules_needs.js";

export { boxOf, frontZone, queueBox };

const RULES = [
  groundFindings,
  laneFindings,
  supplyFindings,
  neighbourFindings,
  comfortFindings,
  queueFindings,
  passageFindings,
  crowdFindings,
];

/* [{rule, is_error, ids, measured, limit, detail}], sorted by rule, by who is concerned, and by what it is. */
export function findings(scene) {
  const found = [];
  const tell = (rule, isError, ids, measured, limit, detail = "") =>
    found.push({ rule, is_error: isError, ids, measured, limit, detail });
  const measured = measuredOf(scene);
  for (const rule of RULES) rule(measured, tell);
  return found.sort(inOrder);
}

/* The scene with what every rule asks again: boxes, middles, fronts and lines. */
function measuredOf(scene) {
  const { limits } = scene;
  return {
    scene,
    fixtures: scene.fixtures.map((each) => ({ id: each.id, kind: each.kind, box: boxOf(each) })),
    booths: scene.booths.map((each) => ({
      ...each,
      box: boxOf(each),
      centre: doubledCentre(each),
      front: frontZone(each, limits),
      queue: queueBox(each, limits),
    })),
  };
}

function inOrder(one, other) {
  return compare(one.rule, other.rule) || compareLists(one.ids, other.ids) || compare(one.detail, other.detail);
}

function compareLists(one, other) {
  const shared = Math.min(one.length, other.length);
  for (let place = 0; place < shared; place += 1) {
    if (one[place] !== other[place]) return compare(one[place], other[place]);
  }
  return one.length - other.length;
}

function compare(one, other) {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
