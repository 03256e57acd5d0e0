/* A calm sheet over the whole screen, outside Streamlit's tree. One per name; `lift` takes it away. */
const sheets = new Map();
let focusedBefore = null;

const settle = () => {
  const below = document.getElementById("root");
  if (below) below.inert = sheets.size > 0;
};

export function veil(name, { title, text, button, onButton, alert = false }) {
  lift(name);
  const sheet = document.createElement("div");
  sheet.className = `veil veil-${name}`;
  sheet.setAttribute("role", alert ? "alertdialog" : "status");
  sheet.setAttribute("aria-live", alert ? "off" : "polite");
  const paper = document.createElement("div");
  paper.className = "veil-paper";
  const seal = document.createElement("span");
  seal.className = "seal";
  seal.setAttribute("aria-hidden", "true");
  const heading = document.createElement("p");
  heading.className = "veil-title";
  heading.id = `veil-${name}-title`;
  heading.textContent = title;
  const words = document.createElement("p");
  words.className = "veil-text";
  words.id = `veil-${name}-text`;
  words.textContent = text;
  paper.append(seal, heading, words);
  if (alert) {
    sheet.setAttribute("aria-modal", "true");
    sheet.setAttribute("aria-labelledby", heading.id);
    sheet.setAttribute("aria-describedby", words.id);
  }
  if (button) {
    const press = document.createElement("button");
    press.type = "button";
    press.className = "veil-button";
    press.textContent = button;
    press.addEventListener("click", onButton);
    paper.append(press);
  }
  sheet.append(paper);
  if (!sheets.size) focusedBefore = document.activeElement;
  document.body.append(sheet);
  sheets.set(name, sheet);
  settle();
  return sheet;
}

export function lift(name) {
  const sheet = sheets.get(name);
  if (!sheet) return;
  sheet.remove();
  sheets.delete(name);
  settle();
  if (!sheets.size && focusedBefore?.isConnected) focusedBefore.focus({ preventScroll: true });
}

export function isVeiled(name) {
  return sheets.has(name);
}

/* Give a sheet its voice back that another dialog has taken. */
export function heard(name) {
  const sheet = sheets.get(name);
  if (!sheet) return;
  sheet.inert = false;
  sheet.removeAttribute("aria-hidden");
}
