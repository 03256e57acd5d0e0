/* The server needs a moment for the next screen. Until it has answered, what was pressed looks pressed, so that nobody
   wonders whether the finger was felt, and presses again. */
const PRESSED = ".stButton button, .stFormSubmitButton button";
const RUNS = "data-test-script-state";
const LONGEST_MS = 1000; // for an answer that changes nothing; when none comes at all, connection.js has words
let pressed = null;
let giveUp = 0;

function press(event) {
  const button = event.target.closest?.(PRESSED);
  if (!button || button.disabled) return;
  release();
  pressed = button;
  button.dataset.pressed = "yes";
  giveUp = setTimeout(release, LONGEST_MS);
}

function release() {
  clearTimeout(giveUp);
  if (pressed) delete pressed.dataset.pressed;
  pressed = null;
}

/* A short run begins and ends between two frames: then only what it changed is seen. */
function isAnswer({ type, target }) {
  return type === "attributes" ? target.getAttribute(RUNS) === "notRunning" : !!target.parentElement?.closest(".stMain");
}

export function lookPressed() {
  document.addEventListener("click", press, true);
  new MutationObserver((changes) => {
    if (pressed && changes.some(isAnswer)) release();
  }).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: [RUNS] });
}
