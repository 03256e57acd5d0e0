/* What a booth needs near it, and from what it must be away: kiosk/engine/plaza/rules_needs.py once more. */
import { edgeDistance, straight, walkToEdge, walkToMiddle } from "./nearness.js";

export function supplyFindings({ scene: { limits }, booths, fixtures }, tell) {
  const [outlets, taps] = [boxesOf(fixtures, "outlet"), boxesOf(fixtures, "tap")];
  for (const booth of booths) {
    if (booth.needs_power) tooFar("lead", booth, outlets, limits.lead_max_cm, tell);
    if (booth.needs_water) tooFar("hose", booth, taps, limits.hose_max_cm, tell);
  }
}

/* How far elders walk to the booths that are mostly theirs. Where a plaza has no seats, none are asked for. */
export function comfortFindings({ scene: { limits }, booths, fixtures }, tell) {
  const asked = [
    ["far_from_entrance", boxesOf(fixtures, "entrance"), limits.elders_from_entrance_cm],
    ["far_from_seats", boxesOf(fixtures, "seats"), limits.elders_from_seats_cm],
  ];
  for (const booth of booths.filter((each) => each.for_elders)) {
    for (const [rule, there, most] of asked) {
      const way = nearest(booth.centre, there, walkToEdge);
      if (way !== null && way > most) tell(rule, false, [booth.id], way, most);
    }
  }
}

export function neighbourFindings({ scene: { limits }, booths }, tell) {
  booths.forEach((one, place) => {
    for (const other of booths.slice(place + 1)) {
      noise(one, other, limits.quiet_apart_cm, tell);
      noise(other, one, limits.quiet_apart_cm, tell);
      fire(one, other, limits, tell);
    }
  });
}

function noise(loud, quiet, least, tell) {
  if (!loud.is_noisy || !quiet.needs_quiet) return;
  const away = straight(loud.centre, quiet.centre);
  if (away < least) tell("noise", false, [loud.id, quiet.id], away, least);
}

function fire(one, other, limits, tell) {
  const bothCook = one.cooks && other.cooks;
  if (!one.burns_fuel && !other.burns_fuel && !bothCook) return;
  const away = edgeDistance(one.box, other.box);
  const [burning, beside] = one.burns_fuel ? [one, other] : [other, one];
  if (burning.burns_fuel && away < limits.fuel_apart_cm) {
    tell("fuel", true, [burning.id, beside.id], away, limits.fuel_apart_cm);
  }
  if (bothCook && away < limits.cooking_apart_cm) {
    tell("cooking", true, [one.id, other.id], away, limits.cooking_apart_cm);
  }
}

function tooFar(rule, booth, supplies, most, tell) {
  const length = nearest(booth.centre, supplies, walkToMiddle);
  if (length === null || length > most) tell(rule, true, [booth.id], length, most);
}

function nearest(centre, boxes, walk) {
  return boxes.length ? Math.min(...boxes.map((box) => walk(centre, box))) : null;
}

function boxesOf(fixtures, kind) {
  return fixtures.filter((each) => each.kind === kind).map((each) => each.box);
}
