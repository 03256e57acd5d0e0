/* An unsteady finger taps twice. On a resident's screen the second half would press what the first one brought to the
   same place, or take back the tick it has just set: it is swallowed. Keypads hear every tap. */
const PAUSE_MS = 400;
const NEAR_PX = 60;
let last = { at: -PAUSE_MS, x: 0, y: 0 };
let shaky = false;
let rest = 0;

function down(event) {
  const now = performance.now();
  const near = Math.hypot(event.clientX - last.x, event.clientY - last.y) < NEAR_PX;
  const free = document.documentElement.dataset.kind !== "resident" || event.target.closest?.(".keypad");
  shaky = !free && near && now - last.at < PAUSE_MS;
  if (shaky) return;
  last = { at: now, x: event.clientX, y: event.clientY };
  document.documentElement.dataset.justPressed = "yes";
  clearTimeout(rest);
  rest = setTimeout(() => delete document.documentElement.dataset.justPressed, PAUSE_MS);
}

function click(event) {
  if (!shaky || event.detail === 0) return; // a click without a pointer comes from the keyboard
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function steadyTheFinger() {
  window.addEventListener("pointerdown", down, true);
  window.addEventListener("click", click, true);
}
