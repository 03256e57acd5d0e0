/* An unsteady or gloved finger taps twice. On a resident's and a volunteer's screen the second half would press what
   the first one brought to the same place, or take back the tick it has just set: it is swallowed. Keypads hear every
   tap. */
const PAUSE_MS = 400;
const NEAR_PX = 60;
const LATER = ["mousedown", "touchstart", "pointerup", "mouseup", "touchend", "click"];
const STEADIED = ["resident", "volunteer"];
let last = { at: -PAUSE_MS, x: 0, y: 0 };
let shaky = false;
let rest = 0;

function down(event) {
  const now = event.timeStamp; // the finger's own time: on a busy page the handler comes late
  const near = Math.hypot(event.clientX - last.x, event.clientY - last.y) < NEAR_PX;
  const free = !STEADIED.includes(document.documentElement.dataset.kind) || event.target.closest?.(".keypad");
  shaky = !free && near && now - last.at < PAUSE_MS;
  if (shaky) {
    swallow(event);
    return;
  }
  last = { at: now, x: event.clientX, y: event.clientY };
  document.documentElement.dataset.justPressed = "yes";
  clearTimeout(rest);
  rest = setTimeout(() => delete document.documentElement.dataset.justPressed, PAUSE_MS);
}

function restOfIt(event) {
  if (shaky && !(event.type === "click" && event.detail === 0)) swallow(event); // that one comes from the keyboard
}

/* Ticks listen to the finger itself, buttons to the click it makes: neither may hear it. */
function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function steadyTheFinger() {
  window.addEventListener("pointerdown", down, true);
  for (const later of LATER) window.addEventListener(later, restOfIt, true);
}
