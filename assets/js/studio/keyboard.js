/* The plan by keyboard. Keys count only while the focus is in the studio and nobody is typing. */

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Keys {
  constructor(editor, root, hands, signal) {
    Object.assign(this, { editor, root, hands });
    // In the capture phase: the house keeps "r" and "c" from Streamlit by stopping them at the window.
    window.addEventListener("keydown", (event) => this.press(event), { signal, capture: true });
    window.addEventListener("keyup", (event) => this.lift(event), { signal, capture: true });
  }

  isOurs(event) {
    const target = event.target instanceof Element ? event.target : null;
    return target && this.root.contains(target) && !target.closest("input, textarea, select");
  }

  press(event) {
    if (!this.isOurs(event)) return;
    const done = event.ctrlKey || event.metaKey ? this.withControl(event) : this.plain(event);
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  }

  withControl(event) {
    const { editor } = this;
    const acts = {
      z: () => (event.shiftKey ? editor.redo() : editor.undo()),
      y: () => editor.redo(),
      d: () => {
        this.chooseFocused(event);
        editor.copy();
      },
      a: () => editor.chooseAll(),
    };
    const act = acts[event.key.toLowerCase()];
    act?.();
    return Boolean(act);
  }

  plain(event) {
    const { editor } = this;
    const thing = event.target.closest("[data-id]");
    const onStage = event.target.closest(".studio-stage");
    if (event.key === "Escape") return editor.escape();
    if (!onStage || event.altKey) return false;
    if (event.key in STEPS) return this.step(event);
    if (event.key === "Enter" && thing) return editor.toggle(thing.dataset.id) ?? true;
    if (event.code === "Space") return this.holdSpace(event, thing);
    const acts = {
      r: () => editor.turn(event.shiftKey ? -90 : 90),
      p: () => editor.pin(),
      delete: () => editor.remove(),
      backspace: () => editor.remove(),
      "+": () => editor.zoom(1.25),
      "=": () => editor.zoom(1.25),
      "-": () => editor.zoom(0.8),
      0: () => editor.fit(),
    };
    const act = acts[event.key.toLowerCase()];
    if (act) this.chooseFocused(event);
    act?.();
    return Boolean(act);
  }

  /* What is done is done to what has the focus, unless it is among what is chosen. */
  chooseFocused({ target }) {
    const id = target.closest("[data-id]")?.dataset.id;
    if (id && !this.editor.selection.has(id) && this.editor.canTouch(id)) this.editor.choose([id]);
  }

  /* Arrow keys move what is chosen; without anything to move they move the sheet. */
  step(event) {
    const [x, y] = STEPS[event.key];
    const { editor } = this;
    this.chooseFocused(event);
    if (editor.selection.size && editor.canEdit) editor.nudge(x, y, event.shiftKey);
    else editor.pan(-x * 40, y * 40);
    return true;
  }

  holdSpace(event, thing) {
    if (!event.repeat) {
      this.hands.holdsSpace = true;
      this.spaceOn = thing?.dataset.id ?? null;
    }
    return true;
  }

  lift(event) {
    if (event.code !== "Space" || !this.hands.holdsSpace) return;
    const hasPanned = this.hands.act !== null;
    this.hands.holdsSpace = false;
    if (this.spaceOn && !hasPanned && this.editor.canTouch(this.spaceOn)) this.editor.toggle(this.spaceOn);
    this.spaceOn = null;
  }
}
