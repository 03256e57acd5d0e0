/* Larger text and stronger contrast are put on with the tap itself. The server hears of it and says the same. */
const SWITCHES = { reading_larger: ["larger", "yes", "no"], reading_contrast: ["contrast", "high", "paper"] };

function click(event) {
  const look = document.documentElement.dataset;
  for (const [key, [name, on, off]] of Object.entries(SWITCHES)) {
    if (event.target.closest?.(`.st-key-${key} button`)) look[name] = look[name] === on ? off : on;
  }
}

export function switchAtOnce() {
  window.addEventListener("click", click);
}
