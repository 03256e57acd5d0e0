/* Rectangles in whole centimetres, as kiosk/engine/plaza/scene.py has them: the corner is the smallest one after
   rotation, width and depth are before it, x runs east and y north. */

const LOOKS = { 0: [0, -1], 90: [1, 0], 180: [0, 1], 270: [-1, 0] };

export const looks = (thing) => LOOKS[thing.rotation_deg ?? 0];

/* Along x and y as it stands. */
export function sizeOf(thing) {
  const { width_cm: wide, depth_cm: deep } = thing;
  return thing.rotation_deg === 90 || thing.rotation_deg === 270 ? [deep, wide] : [wide, deep];
}

export function boxOf(thing) {
  const [wide, deep] = sizeOf(thing);
  return { west: thing.x_cm, south: thing.y_cm, east: thing.x_cm + wide, north: thing.y_cm + deep };
}

export function centreOf(thing) {
  const [wide, deep] = sizeOf(thing);
  return [thing.x_cm + wide / 2, thing.y_cm + deep / 2];
}

/* The same thing with its middle there, as nearly as whole centimetres allow. */
export function centredAt(thing, x, y) {
  const [wide, deep] = sizeOf(thing);
  return { ...thing, x_cm: Math.round(x - wide / 2), y_cm: Math.round(y - deep / 2) };
}

/* A quarter turn about its middle; `by` is 90 or -90 degrees. */
export function turned(thing, by) {
  const [x, y] = centreOf(thing);
  return centredAt({ ...thing, rotation_deg: (thing.rotation_deg + by + 360) % 360 }, x, y);
}

/* What an edge drawn out by a hand makes of a thing: its rectangle as it stands is given, its own width and depth are
   found. */
export function withBox(thing, { west, south, east, north }) {
  const [wide, deep] = [east - west, north - south];
  const across = thing.rotation_deg === 90 || thing.rotation_deg === 270;
  return { ...thing, x_cm: west, y_cm: south, width_cm: across ? deep : wide, depth_cm: across ? wide : deep };
}

/* Between two boxes: the gaps along x and y, 0 where they lie beside each other, and the straight distance. */
export function between(one, other) {
  const x = Math.max(0, one.west - other.east, other.west - one.east);
  const y = Math.max(0, one.south - other.north, other.south - one.north);
  return { x, y, straight: Math.hypot(x, y) };
}

export function boundsOf(boxes) {
  return {
    west: Math.min(...boxes.map((box) => box.west)),
    south: Math.min(...boxes.map((box) => box.south)),
    east: Math.max(...boxes.map((box) => box.east)),
    north: Math.max(...boxes.map((box) => box.north)),
  };
}
