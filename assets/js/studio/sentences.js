/* What the rules found, in the words that Python gave: the short one on the thing itself, the whole one in the list. */
import { fill, metres } from "./words.js";

const PEOPLE = ["queue", "permit"];

function measure(rule, value) {
  if (value === null || value === undefined) return "";
  if (PEOPLE.includes(rule)) return String(value);
  return rule === "standing_room" ? String(value / 100) : metres(value);
}

/* The most particular sentence there is: by rule and detail, by "nothing to measure", by rule alone. */
export function sentence(finding, { words, speaker, plan }) {
  const { rule, detail, measured, limit, ids } = finding;
  const given = words.rules;
  const template = given[`${rule}.${detail}`] ?? (measured === null ? given[`${rule}.none`] : undefined) ?? given[rule] ?? rule;
  const [a, b] = ids.map((id) => plan.thing(id)).map((thing) => (thing ? speaker.name(thing) : ""));
  return fill(template, {
    a,
    b,
    thing: words.kinds[detail] ?? b,
    measured: measure(rule, measured),
    limit: measure(rule, limit),
  });
}

/* Id → how it is marked on the plan: errors before warnings, the first word, how many there are. */
export function marksOf(findings, words) {
  const marks = new Map();
  for (const finding of findings) {
    for (const id of finding.ids) {
      const mark = marks.get(id);
      if (!mark) marks.set(id, begun(finding, words));
      else {
        mark.count += 1;
        mark.isQueue ||= finding.rule.startsWith("queue");
        if (finding.is_error && !mark.isError) Object.assign(mark, { isError: true, word: words.badges[finding.rule] });
      }
    }
  }
  return marks;
}

function begun({ rule, is_error: isError }, words) {
  return { isError, word: words.badges[rule] ?? "", count: 1, isQueue: rule.startsWith("queue") };
}
