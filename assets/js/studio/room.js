/* Whether the plaza is large enough for the people who come: kiosk/engine/plaza/room.py once more. */
const NO_STANDING = ["wall", "tree", "hydrant", "steps", "seats", "no_go", "fire_lane"];

export function crowdFindings({ scene, booths, fixtures }, tell) {
  const { limits, visitors } = scene;
  const people = Math.ceil((Math.max(visitors, 0) * limits.at_once_percent) / 100);
  if (people) {
    const taken = [...booths, ...fixtures.filter((each) => NO_STANDING.includes(each.kind))].map((each) => each.box);
    const free = scene.width_cm * scene.depth_cm - covered(taken, scene);
    const each = Math.floor(Math.max(free, 0) / (100 * people));
    if (each < limits.standing_room_dm2) tell("standing_room", false, [], each, limits.standing_room_dm2);
  }
  if (visitors >= limits.permit_visitors) tell("permit", false, [], visitors, limits.permit_visitors);
}

/* What boxes cover together, exactly: strip by strip between the lines where boxes begin or end. */
function covered(boxes, scene) {
  const solid = boxes
    .map((box) => ({
      west: Math.max(box.west, 0),
      south: Math.max(box.south, 0),
      east: Math.min(box.east, scene.width_cm),
      north: Math.min(box.north, scene.depth_cm),
    }))
    .filter((box) => box.west < box.east && box.south < box.north)
    .sort((one, other) => one.west - other.west);
  const lines = [...new Set(solid.flatMap((box) => [box.south, box.north]))].sort((one, other) => one - other);
  let area = 0;
  for (let strip = 0; strip + 1 < lines.length; strip += 1) {
    area += (lines[strip + 1] - lines[strip]) * coveredAt(solid, lines[strip]);
  }
  return area;
}

/* Of the strip north of a line; the boxes lie in the order of their western edges. */
function coveredAt(boxes, line) {
  let [sum, reached] = [0, 0];
  for (const { west, south, east, north } of boxes) {
    if (south <= line && line < north && east > reached) {
      sum += east - Math.max(west, reached);
      reached = east;
    }
  }
  return sum;
}
