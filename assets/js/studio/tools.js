/* The tools beside the stage. Each button says what it does; a tool that is in the hand looks pressed. */
import { button, make, put } from "./dom.js";

export class Tools {
  constructor(editor, words) {
    this.editor = editor;
    this.element = make("div", "studio-tools");
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", words.tools);
    const edits = editor.canEdit;
    this.undo = button("undo", words.undo, () => editor.undo(), { bare: true });
    this.redo = button("redo", words.redo, () => editor.redo(), { bare: true });
    this.toggles = {
      several: this.toggle("select_all", words.several, () => editor.setSeveral()),
      place: this.toggle("ads_click", words.place, () => editor.take("place")),
      measure: this.toggle("straighten", words.measure, () => editor.take("measure")),
      queues: this.toggle("groups", words.queues, () => editor.layer("queues")),
      fixtures: this.toggle("fence", words.fixtures, () => editor.layer("fixtures")),
      picture: this.toggle("image", words.picture, () => editor.open("picture")),
      large: this.toggle("fullscreen", words.large, () => editor.enlarge()),
      help: this.toggle("help", words.help, () => editor.open("help")),
    };
    const { several, place, measure, queues, fixtures, picture, large, help } = this.toggles;
    const zooms = [
      button("zoom_out", words.zoom_out, () => editor.zoom(0.8), { bare: true }),
      button("zoom_in", words.zoom_in, () => editor.zoom(1.25), { bare: true }),
      button("fit_screen", words.fit, () => editor.fit(), { bare: true }),
    ];
    this.element.append(...(edits ? [row(this.undo, this.redo)] : []), row(...zooms));
    this.element.append(...(edits ? [several, place] : []), measure, queues, ...(edits ? [fixtures] : []), picture, large, help);
  }

  toggle(icon, word, press) {
    return button(icon, word, press, { toggles: true });
  }

  show({ tool, several, layers, opened, isLarge, history, backdrop }) {
    const pressed = {
      several,
      place: tool === "place",
      measure: tool === "measure",
      queues: layers.queues,
      fixtures: layers.fixtures,
      picture: opened === "picture",
      large: isLarge,
      help: opened === "help",
    };
    for (const [name, element] of Object.entries(this.toggles)) put(element, { "aria-pressed": String(pressed[name]) });
    this.toggles.picture.hidden = !backdrop;
    // Not `disabled`: that would throw away the focus of whoever has just undone the last step by keyboard.
    put(this.undo, { "aria-disabled": history.done.length ? null : "true" });
    put(this.redo, { "aria-disabled": history.undone.length ? null : "true" });
  }
}

function row(...pieces) {
  const element = make("div", "studio-row");
  element.append(...pieces);
  return element;
}
