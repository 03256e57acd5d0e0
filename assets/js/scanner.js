/* A barcode scanner is a very fast typist that ends with Enter. Keys are read by their place on the keyboard
   (`event.code`), so neither caps lock nor a Chinese input method changes what is heard. */
const PAUSE_MS = 120; // people who type are slower than this between two keys
const CODE = /[A-Z2-7]{26}$/;
let heard = "";
let lastKeyAt = 0;
let tell = null;
let listening = false;

export function scanner({ setTriggerValue, parentElement }) {
  tell = (code) => setTriggerValue("code", code);
  parentElement.replaceChildren();
  if (!listening) window.addEventListener("keydown", hear, true);
  listening = true;
  return () => {
    tell = null;
  };
}

function characterOf(event) {
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (letter) return letter[1];
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
  if (digit) return event.shiftKey ? " " : digit[1];
  return " "; // a slash or a colon of an address: the code begins after it
}

function hear(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const now = performance.now();
  if (now - lastKeyAt > PAUSE_MS) heard = "";
  if (event.code === "Enter" || event.code === "NumpadEnter") {
    deliver(event);
    return;
  }
  if (event.key === "Shift" || event.code.startsWith("Shift") || event.code === "CapsLock") return;
  lastKeyAt = now;
  heard = (heard + characterOf(event)).slice(-200);
}

function deliver(event) {
  const found = CODE.exec(heard);
  const length = heard.length;
  heard = "";
  if (!found || !tell) return;
  takeBack(document.activeElement, length);
  event.preventDefault();
  event.stopPropagation();
  window.dispatchEvent(new CustomEvent("house-scanned"));
  tell(found[0]);
}

/* A field that was being filled has got the code too. React hears of a change only through the native setter. */
function takeBack(field, length) {
  if (!(field instanceof HTMLInputElement) || field.value.length < length) return;
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  set.call(field, field.value.slice(0, -length));
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
