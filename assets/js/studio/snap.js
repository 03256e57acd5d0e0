/* Where a dragged thing comes to rest: in line with a neighbour when one is near, at the usual gap from it, else on the
   grid. Both directions are settled by themselves. */
import { boxOf } from "./boxes.js";

const NEAR_PX = 8;

/* `box`: what is moved, where the hand has it. Returns the way to where it rests, and lines that say why. */
export function snapped(box, neighbours, { grid_cm, gap_cm, scale, isFree }) {
  if (isFree) return { dx: Math.round(box.west) - box.west, dy: Math.round(box.south) - box.south, guides: [] };
  const reach = NEAR_PX / scale;
  const boxes = neighbours.map(boxOf);
  const x = nearest(marks(box.west, box.east), boxes.flatMap((each) => lines(each, "x", gap_cm)), reach);
  const y = nearest(marks(box.south, box.north), boxes.flatMap((each) => lines(each, "y", gap_cm)), reach);
  const guides = [];
  if (x) guides.push({ axis: "x", at: x.at, with: x.box });
  if (y) guides.push({ axis: "y", at: y.at, with: y.box });
  return { dx: x ? x.by : toGrid(box.west, grid_cm), dy: y ? y.by : toGrid(box.south, grid_cm), guides };
}

export function toGrid(value, grid_cm) {
  return Math.round(value / grid_cm) * grid_cm - value;
}

const marks = (low, high) => ({ low, middle: (low + high) / 2, high });

/* Lines of a neighbour, each with the edge of the moved thing that may rest on it. */
function lines(box, axis, gap_cm) {
  const [low, high] = axis === "x" ? [box.west, box.east] : [box.south, box.north];
  return [
    { at: low, edge: "low", box },
    { at: high, edge: "high", box },
    { at: (low + high) / 2, edge: "middle", box },
    { at: high + gap_cm, edge: "low", box },
    { at: low - gap_cm, edge: "high", box },
  ];
}

function nearest(mine, theirs, reach) {
  let best = null;
  for (const line of theirs) {
    const by = line.at - mine[line.edge];
    // Only whole centimetres are kept: a middle on half a centimetre can not be met.
    const isWhole = Number.isInteger(mine.low + by);
    if (isWhole && Math.abs(by) <= (best ? Math.abs(best.by) - 0.01 : reach)) best = { ...line, by };
  }
  return best;
}

/* For an edge that is drawn out: the value where it rests. */
export function snappedEdge(value, axis, neighbours, { grid_cm, scale, isFree }) {
  if (isFree) return { value: Math.round(value), guide: null };
  const reach = NEAR_PX / scale;
  for (const box of neighbours.map(boxOf)) {
    const sides = axis === "x" ? [box.west, box.east] : [box.south, box.north];
    const at = sides.find((side) => Math.abs(side - value) <= reach);
    if (at !== undefined) return { value: at, guide: { axis, at, with: box } };
  }
  return { value: value + toGrid(value, grid_cm), guide: null };
}
