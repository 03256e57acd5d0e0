/* A barcode scanner is a typist that ends with Enter. Keys are read by their place on the keyboard (`event.code`), so
   neither caps lock nor a Chinese input method changes what is heard. A code is so long and plain that its shape
   alone tells it from anything else; only inside a field, where people write, it must also come fast. */
const FORGET_MS = 2000; // a pause after which the next key begins something new
const BURST_MS = 300; // the longest gap inside one scan, on a busy machine
const FAST_MS = 2600; // 26 characters in a field: people need longer, scanners a tenth of it
const CODE = /[A-Z2-7]{26}$/;
let heard = []; // { character, at }
let tell = null;
let listening = false;

export function scanner({ setTriggerValue, parentElement }) {
  tell = (code) => setTriggerValue("code", code);
  parentElement.replaceChildren();
  if (!listening) window.addEventListener("keydown", hear, true);
  listening = true;
  document.documentElement.dataset.scanner = "listens";
  return () => {
    tell = null;
    delete document.documentElement.dataset.scanner;
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
  if (event.code === "Enter" || event.code === "NumpadEnter") {
    deliver(event);
    return;
  }
  if (event.key === "Shift" || event.code.startsWith("Shift") || event.code === "CapsLock") return;
  if (heard.length && event.timeStamp - heard.at(-1).at > FORGET_MS) heard = [];
  heard = [...heard.slice(-199), { character: characterOf(event), at: event.timeStamp }];
}

function deliver(event) {
  const keys = heard;
  heard = [];
  const found = CODE.exec(keys.map((each) => each.character).join(""));
  if (!found || !tell) return;
  const field = fieldOf(event.target);
  if (field && keys.at(-1).at - keys.at(-26).at > FAST_MS) return;
  event.preventDefault();
  event.stopPropagation();
  const burst = burstOf(keys);
  if (field) takeBack(field, burst.length);
  window.dispatchEvent(new CustomEvent("house-scanned", { detail: { since: burst[0].at } }));
  tell(found[0]);
}

function fieldOf(target) {
  return target instanceof HTMLInputElement && target.type !== "checkbox" && target.type !== "radio" ? target : null;
}

/* The keys of this scan, with the address before the code: back to the first longer gap. */
function burstOf(keys) {
  let first = keys.length - 1;
  while (first > 0 && keys[first].at - keys[first - 1].at <= BURST_MS) first -= 1;
  return keys.slice(Math.min(first, keys.length - 26));
}

/* A field that was being filled has got the code too. React hears of a change only through the native setter. */
function takeBack(field, length) {
  if (field.value.length < length) return;
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  set.call(field, field.value.slice(0, -length));
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
