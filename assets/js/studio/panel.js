/* Beside the stage: what is chosen, in numbers that can be typed, and what the rules say of the plan. */
import { between, boxOf } from "./boxes.js";
import { button, glyph, make, put, say } from "./dom.js";
import { sentence } from "./sentences.js";
import { fill, metres } from "./words.js";

const NUMBERS = [
  ["x_cm", "from_west"],
  ["y_cm", "from_south"],
  ["width_cm", "width"],
  ["depth_cm", "depth"],
];
const ALIGNMENTS = [
  ["left", "align_horizontal_left"],
  ["middle_x", "align_horizontal_center"],
  ["right", "align_horizontal_right"],
  ["top", "align_vertical_top"],
  ["middle_y", "align_vertical_center"],
  ["bottom", "align_vertical_bottom"],
  ["spread_x", "horizontal_distribute"],
  ["spread_y", "vertical_distribute"],
];

export class Panel {
  constructor(editor, words) {
    Object.assign(this, { editor, words });
    this.element = make("div", "studio-panel");
    this.chosen = make("section", "studio-chosen");
    this.list = make("ul", "studio-findings");
    this.count = make("h2");
    this.saved = make("p", "studio-saved");
    this.lines = new Map();
    this.build();
    const found = make("section");
    found.append(this.count, this.list);
    this.element.append(this.chosen, this.picture, this.help, found, this.saved);
  }

  build() {
    this.title = make("h2");
    this.hint = make("p", "studio-hint");
    this.chosen.append(this.title, this.hint);
    if (this.editor.canEdit) this.chosen.append(this.makeFields(), this.makeActs(), this.makeAligns(), this.makeAdding());
    this.picture = this.makePicture();
    this.help = this.makeHelp();
  }

  // ---------------------------------------------------------------- what is chosen

  makeFields() {
    this.fields = make("div", "studio-fields");
    this.inputs = {};
    for (const [name, word] of NUMBERS) this.fields.append(this.number(name, this.words[word], { step: 0.1 }));
    this.fields.append(this.number("amps", this.words.amps, { step: 1 }), this.sides());
    return this.fields;
  }

  number(name, word, { step }) {
    const label = make("label", "studio-field");
    const input = put(make("input"), { type: "number", inputmode: "decimal", step, min: 0, "data-field": name });
    input.addEventListener("change", () => this.typed(name, input));
    label.append(make("span", "", word), input);
    this.inputs[name] = input;
    return label;
  }

  typed(name, input) {
    const value = Number.parseFloat(input.value.replace(",", "."));
    if (name === "amps") this.editor.retype({ amps: Number.isFinite(value) && value >= 1 ? Math.round(value) : null });
    else if (Number.isFinite(value)) this.editor.retype({ [name]: Math.round(value * 100) });
    const [id] = this.editor.selection;
    this.fill(this.editor.plan.thing(id)); // what was typed may not fit: then the field says what does
  }

  sides() {
    const label = make("label", "studio-field");
    const select = make("select");
    const sides = { 0: "south", 90: "east", 180: "north", 270: "west" };
    for (const [degrees, side] of Object.entries(sides)) select.append(new Option(this.words.sides[side], degrees));
    select.addEventListener("change", () => this.editor.face(Number(select.value)));
    label.append(make("span", "", this.words.front), select);
    this.inputs.rotation_deg = select;
    return label;
  }

  makeActs() {
    const { editor, words } = this;
    this.acts = make("div", "studio-row studio-acts");
    this.turns = [
      button("rotate_left", words.turn_left, () => editor.turn(90), { bare: true }),
      button("rotate_right", words.turn_right, () => editor.turn(-90), { bare: true }),
    ];
    this.pin = button("keep", words.pin, () => editor.pin(), { toggles: true });
    this.acts.append(
      ...this.turns,
      this.pin,
      button("content_copy", words.copy, () => editor.copy()),
      button("delete", words.remove, () => editor.remove()),
    );
    return this.acts;
  }

  makeAligns() {
    this.aligns = make("div", "studio-row studio-aligns");
    this.aligns.setAttribute("role", "group");
    this.aligns.setAttribute("aria-label", this.words.align);
    for (const [how, icon] of ALIGNMENTS) {
      this.aligns.append(button(icon, this.words.aligns[how], () => this.editor.align(how), { bare: true }));
    }
    return this.aligns;
  }

  makeAdding() {
    const { words, editor } = this;
    this.adding = make("div", "studio-row studio-adding");
    const label = make("label", "studio-field");
    const select = make("select");
    for (const [kind, word] of Object.entries(words.kinds)) select.append(new Option(word, kind));
    label.append(make("span", "", words.new_fixture), select);
    this.adding.append(label, button("add", words.add, () => editor.add(select.value)));
    return this.adding;
  }

  // ---------------------------------------------------------------- picture and help

  makePicture() {
    const { editor, words } = this;
    const section = make("section", "studio-picture-panel");
    const slider = put(make("input"), { type: "range", min: 0, max: 100, step: 5, value: 60 });
    slider.addEventListener("input", () => editor.fade(Number(slider.value) / 100));
    const label = make("label", "studio-field studio-wide");
    label.append(make("span", "", words.opacity), slider);
    this.shows = button("visibility", words.show_picture, () => editor.layer("picture"), { toggles: true });
    section.append(make("h2", "", words.picture), label, this.shows);
    if (editor.canEdit) {
      this.moves = button("open_with", words.move_picture, () => editor.take("picture"), { toggles: true });
      this.scales = button("straighten", words.scale_picture, () => editor.take("scale"), { toggles: true });
      section.append(this.moves, this.scales, this.makeScaling());
    }
    return section;
  }

  makeScaling() {
    const { editor, words } = this;
    this.scaling = make("div", "studio-row");
    const label = make("label", "studio-field");
    const input = put(make("input"), { type: "number", inputmode: "decimal", min: 0.1, step: 0.1 });
    const apply = () => editor.scaleTo(Number.parseFloat(input.value.replace(",", ".")));
    input.addEventListener("keydown", (event) => event.key === "Enter" && apply());
    label.append(make("span", "", words.real_metres), input);
    this.scaling.append(label, button("check", words.apply, apply));
    return this.scaling;
  }

  makeHelp() {
    const section = make("section", "studio-help");
    const list = make("ul");
    list.append(...this.words.help_lines.map((line) => make("li", "", line)));
    section.append(make("h2", "", this.words.help), list);
    return section;
  }

  // ---------------------------------------------------------------- as it is now

  show(editor) {
    this.picture.hidden = editor.opened !== "picture" || !editor.backdrop;
    this.help.hidden = editor.opened !== "help";
    put(this.shows, { "aria-pressed": String(editor.layers.picture) });
    if (this.moves) {
      put(this.moves, { "aria-pressed": String(editor.tool === "picture") });
      put(this.scales, { "aria-pressed": String(editor.tool === "scale") });
      this.scaling.hidden = !(editor.tool === "scale" && editor.ruler?.to);
    }
    this.showChosen(editor);
    this.showFindings(editor);
    say(this.saved, editor.sync.isBehind ? this.words.saving : this.words.saved);
    this.saved.hidden = !editor.canEdit;
  }

  showChosen(editor) {
    const things = [...editor.selection].map((id) => editor.plan.thing(id)).filter(Boolean);
    const [only] = things.length === 1 ? things : [];
    say(this.title, only ? this.nameOf(only, editor) : things.length ? fill(this.words.chosen_count, { count: things.length }) : this.words.nothing_chosen);
    say(this.hint, this.hintOf(things, editor));
    this.hint.hidden = !this.hint.textContent;
    if (!this.fields) return;
    this.fields.hidden = !only;
    this.acts.hidden = !things.length;
    this.aligns.hidden = things.length < 2;
    this.adding.hidden = !editor.layers.fixtures || things.length > 0;
    const hasBooth = things.some((thing) => "letter" in thing);
    this.pin.hidden = !hasBooth;
    for (const turn of this.turns) turn.hidden = !things.length;
    const pinned = hasBooth && things.filter((thing) => "letter" in thing).every((thing) => thing.is_pinned);
    put(this.pin, { "aria-pressed": String(pinned) });
    say(this.pin.lastChild, pinned ? this.words.unpin : this.words.pin);
    if (only) this.fillFields(only);
  }

  nameOf(thing, editor) {
    const name = editor.speaker.name(thing);
    const service = editor.speaker.service(thing);
    return service ? fill(this.words.name_and_service, { name, service }) : name;
  }

  hintOf(things, editor) {
    if (!things.length) return editor.canEdit ? this.words.choose_hint : this.words.read_only;
    if (things.length !== 2) return "";
    const { x, y, straight } = between(...things.map(boxOf));
    return fill(this.words.between, { x: metres(x), y: metres(y), straight: metres(straight) });
  }

  fillFields(thing) {
    if (this.shown === thing) return;
    // Nothing is written over what somebody is just typing.
    const typing = this.shown?.id === thing.id ? document.activeElement : null;
    this.shown = thing;
    this.fill(thing, typing);
    this.inputs.amps.parentElement.hidden = thing.kind !== "outlet";
    this.inputs.rotation_deg.parentElement.hidden = !("letter" in thing);
  }

  /* A new thing has got its lasting name; whoever is typing about it goes on typing. */
  rename(from, to) {
    if (this.shown?.id === from) this.shown = { ...this.shown, id: to };
  }

  fill(thing, typing = null) {
    for (const [name, input] of Object.entries(this.inputs)) {
      const value = name.endsWith("_cm") ? thing[name] / 100 : (thing[name] ?? "");
      if (input !== typing) input.value = String(value);
    }
  }

  /* A line per finding; lines that stay are not touched, so a drag does not make the list flicker. */
  showFindings(editor) {
    if (this.seen === editor.findings && this.seenChoice === editor.selection) return;
    Object.assign(this, { seen: editor.findings, seenChoice: editor.selection });
    const count = editor.findings.filter((finding) => finding.is_error).length;
    const hints = editor.findings.length - count;
    say(this.count, fill(this.words.found, { errors: count, hints }));
    if (!editor.rules) say(this.count, this.words.not_checked);
    else if (!editor.findings.length) say(this.count, this.words.nothing_found);
    const wanted = sorted(editor);
    const kept = new Set();
    const lines = wanted.map((finding) => {
      const text = sentence(finding, editor);
      const key = `${finding.is_error}|${finding.ids}|${text}`;
      kept.add(key);
      return this.lines.get(key) ?? this.makeLine(key, text, finding);
    });
    for (const [key, line] of this.lines) {
      if (kept.has(key)) continue;
      line.remove();
      this.lines.delete(key);
    }
    lines.forEach((line, place) => {
      if (this.list.children[place] !== line) this.list.insertBefore(line, this.list.children[place] ?? null);
    });
  }

  makeLine(key, text, finding) {
    const line = make("li", finding.is_error ? "studio-error" : "studio-warning");
    const press = make("button", "studio-finding");
    press.type = "button";
    const word = make("span", "studio-kind", finding.is_error ? this.words.error : this.words.hint);
    const said = make("span");
    said.append(word, " ", text);
    press.append(glyph(finding.is_error ? "error" : "warning"), said);
    press.addEventListener("click", () => this.editor.lookAt(finding.ids));
    line.append(press);
    this.lines.set(key, line);
    return line;
  }
}

/* What is about the chosen things first, errors before hints. */
function sorted({ findings, selection }) {
  const rank = (finding) => (finding.ids.some((id) => selection.has(id)) ? 0 : 2) + (finding.is_error ? 0 : 1);
  return findings.toSorted((one, other) => rank(one) - rank(other));
}
