/* What the rules found, in the words that Python gave: the short one on the thing itself, the whole one in the list. */
import { isNew } from "./plan.js";
import { fill } from "./words.js";

const PEOPLE = ["queue", "permit"];

/* The same as `number` of kiosk/ui/organiser/findings_words.py: the readiness list says the same sentence. */
function measure(rule, value) {
  if (value === null || value === undefined) return "";
  return PEOPLE.includes(rule) ? String(value) : String(value / 100);
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
    // A lane or a tree that a queue runs into is not what one has to mend.
    for (const id of finding.ids.filter((each, place) => place === 0 || each.startsWith("b") || isNew(each))) {
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
