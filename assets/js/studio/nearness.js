/* How far things on a plaza are from each other: kiosk/engine/plaza/nearness.py once more. Whole centimetres; halves
   are rounded up, roots down. A middle is doubled, so that it is a whole number. */
import { sizeOf } from "./boxes.js";

export const gapX = (one, other) => Math.max(one.west - other.east, other.west - one.east, 0);
export const gapY = (one, other) => Math.max(one.south - other.north, other.south - one.north, 0);

/* Boxes may touch; a point lies in no box by its edge. */
export const overlap = (one, other) =>
  one.west < other.east && other.west < one.east && one.south < other.north && other.south < one.north;

export function edgeDistance(one, other) {
  const [x, y] = [gapX(one, other), gapY(one, other)];
  return Math.floor(Math.sqrt(x * x + y * y));
}

export function doubledCentre(booth) {
  const [wide, deep] = sizeOf(booth);
  return [2 * booth.x_cm + wide, 2 * booth.y_cm + deep];
}

/* Between two doubled middles, as sound flies. */
export const straight = ([x, y], [u, v]) => Math.floor(Math.floor(Math.sqrt((x - u) ** 2 + (y - v) ** 2)) / 2);

/* Along x and y to the middle of a box, as a lead is laid. */
export const walkToMiddle = ([x, y], box) =>
  Math.ceil((Math.abs(box.west + box.east - x) + Math.abs(box.south + box.north - y)) / 2);

/* Along x and y to the nearest point of a box, as people walk. */
export function walkToEdge([x, y], box) {
  const beside = Math.max(2 * box.west - x, x - 2 * box.east, 0);
  return Math.ceil((beside + Math.max(2 * box.south - y, y - 2 * box.north, 0)) / 2);
}
