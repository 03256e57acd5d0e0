/* Digits under the finger. The display changes at once, here; the server is told after every tap. */
const pads = new WeakMap();

export function keypad({ data, parentElement, setStateValue }) {
  let pad = pads.get(parentElement);
  if (!pad) {
    pad = build(parentElement);
    pads.set(parentElement, pad);
  }
  // The server repeats what it has heard, possibly late: only a new revision (or a new pad) may change the display.
  if (pad.revision !== data.revision) {
    pad.digits = data.value;
    pad.revision = data.revision;
  }
  const { max, groups, words, secret = false } = data;
  Object.assign(pad, { max, groups, words, secret, tell: setStateValue });
  name(pad);
  draw(pad);
  return () => pad.gone.abort();
}

function build(parent) {
  const pad = { digits: "", revision: null, keys: new Map(), past: [] };
  const frame = document.createElement("div");
  frame.className = "keypad";
  frame.setAttribute("role", "group");
  const shown = document.createElement("output");
  shown.className = "keypad-display";
  shown.setAttribute("aria-live", "polite");
  const keys = document.createElement("div");
  keys.className = "keypad-keys";
  for (const key of ["1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "delete"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = key.length > 1 ? "keypad-key keypad-word" : "keypad-key";
    button.textContent = key.length > 1 ? "" : key;
    button.addEventListener("click", (event) => press(pad, key, event.timeStamp));
    pad.keys.set(key, button);
    keys.append(button);
  }
  frame.append(shown, keys);
  parent.replaceChildren(frame);
  Object.assign(pad, { frame, shown });
  listen(pad);
  return pad;
}

function listen(pad) {
  // A keyboard works too, unless it is typing into something else. What turns out to be a scan is taken back.
  const { signal } = (pad.gone = new AbortController());
  const hear = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.closest("input, textarea")) return;
    if (/^[0-9]$/.test(event.key)) press(pad, event.key, event.timeStamp);
    if (event.key === "Backspace") press(pad, "delete", event.timeStamp);
  };
  const forget = (event) => {
    const before = pad.past.find((each) => each.at >= event.detail.since);
    if (before) change(pad, before.digits, event.timeStamp);
  };
  window.addEventListener("keydown", hear, { signal });
  window.addEventListener("house-scanned", forget, { signal });
}

function press(pad, key, at) {
  if (key === "clear") change(pad, "", at);
  else if (key === "delete") change(pad, pad.digits.slice(0, -1), at);
  else if (pad.digits.length < pad.max) change(pad, pad.digits + key, at);
}

function change(pad, digits, at) {
  if (pad.digits === digits) return;
  pad.past = [...pad.past.slice(-99), { at, digits: pad.digits }];
  pad.digits = digits;
  draw(pad);
  pad.tell("digits", digits);
}

function name(pad) {
  pad.frame.setAttribute("aria-label", pad.words.label);
  pad.keys.get("clear").textContent = pad.words.clear;
  const back = pad.keys.get("delete");
  back.setAttribute("aria-label", pad.words.delete);
  back.innerHTML = '<span class="glyph" aria-hidden="true" translate="no">backspace</span>';
}

function draw(pad) {
  const said = pad.secret ? "●".repeat(pad.digits.length) : spaced(pad.digits, pad.groups);
  pad.shown.textContent = said || pad.words.empty;
  pad.shown.dataset.empty = pad.digits ? "no" : "yes";
}

function spaced(digits, groups) {
  const parts = [];
  let from = 0;
  for (const size of groups) {
    if (from < digits.length) parts.push(digits.slice(from, from + size));
    from += size;
  }
  if (from < digits.length) parts.push(digits.slice(from));
  return parts.join(" ");
}
