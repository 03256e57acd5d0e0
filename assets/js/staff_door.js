/* The staff's door: a PIN pad and the form of the first set-up. What is typed goes from here straight to the route
   that answers with the cookie; it never passes through the screen's own session. */
import { keypad } from "./keypad.js";

const doors = new WeakMap();

export function signIn({ data, parentElement }) {
  const door = doorOf(parentElement, data);
  if (!door.pad) {
    door.pad = document.createElement("div");
    door.form.prepend(door.pad);
  }
  const { words, max } = data;
  const heard = (_name, digits) => (door.pin = digits);
  const leave = keypad({
    data: { value: "", revision: 0, max, groups: [], words: words.keypad, secret: true },
    parentElement: door.pad,
    setStateValue: heard,
  });
  const enter = (event) => {
    if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) door.form.requestSubmit();
  };
  window.addEventListener("keydown", enter);
  door.fields = () => ({ pin: door.pin ?? "" });
  door.objection = ({ pin }) => (pin.length < data.least ? words.too_short : "");
  return () => {
    window.removeEventListener("keydown", enter);
    leave();
  };
}

export function setUp({ data, parentElement }) {
  const door = doorOf(parentElement, data);
  door.inputs ??= data.fields.map((field) => inputOf(door, field));
  data.fields.forEach((field, place) => (door.inputs[place].previousSibling.textContent = field.label));
  door.fields = () => Object.fromEntries(door.inputs.map((input) => [input.name, input.value.trim()]));
  door.objection = (fields) => (fields.pin !== fields.pin_again ? data.words.not_the_same : "");
}

function inputOf(door, { name, kind, max }) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(input, { name, type: kind === "pin" ? "password" : "text", maxLength: max, required: true });
  input.autocomplete = "off";
  if (kind === "pin") input.inputMode = "numeric";
  if (kind === "code") input.autocapitalize = "characters";
  label.append(document.createElement("span"), input);
  door.form.insertBefore(label, door.said);
  return input;
}

function doorOf(parent, { action, next, words }) {
  let door = doors.get(parent);
  if (!door) {
    const form = document.createElement("form");
    form.className = "staff-door";
    form.noValidate = true;
    const said = document.createElement("p");
    said.className = "staff-door-said";
    said.setAttribute("role", "alert");
    const submit = document.createElement("button");
    submit.className = "staff-door-submit";
    form.append(said, submit);
    parent.replaceChildren(form);
    door = { form, said, submit };
    doors.set(parent, door);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(door);
    });
  }
  Object.assign(door, { action, next, words });
  door.submit.textContent = words.submit;
  return door;
}

async function send(door) {
  if (door.sending) return;
  const fields = door.fields();
  const missing = Object.values(fields).some((value) => !value);
  const objection = (missing && door.words.missing) || door.objection(fields);
  door.said.textContent = objection;
  if (objection) return;
  door.sending = true;
  door.said.textContent = door.words.wait;
  const body = new URLSearchParams({ ...fields, next: door.next });
  try {
    // Not the browser's own sending of a form: on a plaza whose Wi-Fi drops that would end on its error page.
    const answer = await fetch(door.action, { method: "POST", body, cache: "no-store" });
    if (!answer.redirected) throw new Error(`${door.action} ${answer.status}`);
    const onward = new URL(answer.url);
    onward.searchParams.set("lang", document.documentElement.lang);
    location.replace(onward);
  } catch {
    door.said.textContent = door.words.failed;
    door.sending = false;
  }
}
