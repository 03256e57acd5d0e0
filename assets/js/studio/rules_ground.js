/* On what a booth may not stand, and how near booths may stand: kiosk/engine/plaza/rules_ground.py once more. */
import { edgeDistance, gapX, gapY, overlap } from "./nearness.js";

const FORBIDDEN = ["fire_lane", "no_go"];
const UNDERFOOT = { wall: true, hydrant: true, steps: true, entrance: true, tree: false, seats: false };

export function groundFindings({ scene, booths, fixtures }, tell) {
  booths.forEach((one, place) => {
    outside(scene, one, tell);
    for (const fixture of fixtures) if (overlap(one.box, fixture.box)) upon(one, fixture, tell);
    for (const other of booths.slice(place + 1)) apart(one, other, scene.limits.booth_gap_cm, tell);
  });
}

/* Of the fire lane itself, whoever drew it. */
export function laneFindings({ scene: { limits }, fixtures }, tell) {
  const walls = fixtures.filter((each) => each.kind === "wall");
  for (const lane of fixtures.filter((each) => each.kind === "fire_lane")) {
    const wide = Math.min(lane.box.east - lane.box.west, lane.box.north - lane.box.south);
    if (wide < limits.fire_lane_cm) tell("narrow_lane", false, [lane.id], wide, limits.fire_lane_cm);
    for (const wall of walls) {
      const away = edgeDistance(lane.box, wall.box);
      const least = limits.fire_lane_from_wall_cm;
      if (away < least) tell("lane_at_wall", false, [lane.id, wall.id], away, least);
    }
  }
}

function outside(scene, { id, box }, tell) {
  const over = Math.max(-box.west, -box.south, box.east - scene.width_cm, box.north - scene.depth_cm);
  if (over > 0) tell("outside", true, [id], over, 0, "edge");
}

function upon({ id }, fixture, tell) {
  if (FORBIDDEN.includes(fixture.kind)) tell(fixture.kind, true, [id, fixture.id], null, null);
  else if (fixture.kind in UNDERFOOT) {
    tell("on_fixture", UNDERFOOT[fixture.kind], [id, fixture.id], null, null, fixture.kind);
  }
}

function apart(one, other, least, tell) {
  const gap = Math.max(gapX(one.box, other.box), gapY(one.box, other.box));
  if (overlap(one.box, other.box)) tell("overlap", true, [one.id, other.id], null, null);
  else if (gap < least) tell("gap", true, [one.id, other.id], gap, least);
}
