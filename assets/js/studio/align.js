/* Several things into one line, or spread so that the gaps between them are alike. */
import { boundsOf, boxOf, sizeOf } from "./boxes.js";

const LINES = {
  left: (all) => ({ x: () => all.west }),
  right: (all) => ({ x: (wide) => all.east - wide }),
  middle_x: (all) => ({ x: (wide) => Math.round((all.west + all.east - wide) / 2) }),
  bottom: (all) => ({ y: (_wide, deep) => all.south }),
  top: (all) => ({ y: (_wide, deep) => all.north - deep }),
  middle_y: (all) => ({ y: (_wide, deep) => Math.round((all.south + all.north - deep) / 2) }),
};

/* `things`: [id, value]. Returns the same with their new places. */
export function aligned(things, how) {
  if (how === "spread_x" || how === "spread_y") return spread(things, how.at(-1));
  const line = LINES[how](boundsOf(things.map(([, value]) => boxOf(value))));
  return things.map(([id, value]) => {
    const size = sizeOf(value);
    return [id, { ...value, x_cm: line.x ? line.x(...size) : value.x_cm, y_cm: line.y ? line.y(...size) : value.y_cm }];
  });
}

/* The outermost two stay; what lies between them gets even gaps, to the whole centimetre. */
function spread(things, axis) {
  const [key, place] = axis === "x" ? ["x_cm", 0] : ["y_cm", 1];
  const row = things.toSorted(([, one], [, other]) => one[key] - other[key]);
  const length = (value) => sizeOf(value)[place];
  const [first, last] = [row[0][1], row.at(-1)[1]];
  const room = last[key] + length(last) - first[key] - row.reduce((sum, [, value]) => sum + length(value), 0);
  let at = first[key];
  let passed = 0;
  return row.map(([id, value], index) => {
    const share = Math.round((room * index) / Math.max(1, row.length - 1));
    at = first[key] + passed + share;
    passed += length(value);
    return [id, { ...value, [key]: at }];
  });
}
