/* Sentences with named places, as Python wrote them, and metres as people say them. */

export function fill(sentence, values = {}) {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/* 1250 → "12.5": two places at most, one at least where it is not a whole metre. */
export function metres(length_cm) {
  const rounded = Math.round(length_cm) / 100;
  return Number.isInteger(rounded) ? rounded.toFixed(1) : String(rounded);
}

const SIDES = { 0: "south", 90: "east", 180: "north", 270: "west" };

export class Speaker {
  constructor(words, names) {
    this.words = words;
    this.names = names;
  }

  name(thing) {
    if ("letter" in thing) return fill(this.words.booth, { letter: thing.letter });
    return this.words.kinds[thing.kind] ?? "";
  }

  service(thing) {
    return this.names[thing.like ?? thing.id] ?? "";
  }

  side(thing) {
    return this.words.sides[SIDES[thing.rotation_deg]];
  }

  problems(count) {
    if (!count) return this.words.no_problem;
    return count === 1 ? this.words.one_problem : fill(this.words.problems, { count });
  }

  where(thing) {
    return { x: metres(thing.x_cm), y: metres(thing.y_cm), name: this.name(thing) };
  }

  /* The whole thing in one sentence, for those who hear the plan. */
  aloud(thing, problems) {
    const values = { ...this.where(thing), service: this.service(thing), problems: this.problems(problems) };
    if (!("letter" in thing)) return fill(this.words.fixture_aloud, values);
    const pinned = thing.is_pinned ? this.words.pinned_aloud : "";
    return fill(this.words.booth_aloud, { ...values, front: this.side(thing), pinned });
  }
}
