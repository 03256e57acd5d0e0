/* Elements, made in one line each. */
const SVG = "http://www.w3.org/2000/svg";

export function make(tag, name = "", text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

export function draw(tag, attributes = {}, text) {
  const element = document.createElementNS(SVG, tag);
  put(element, attributes);
  if (text !== undefined) element.textContent = text;
  return element;
}

/* Only what differs is written: the browser lays out again what is touched, and a drag touches it sixty times a second. */
export function put(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      if (element.hasAttribute(name)) element.removeAttribute(name);
    } else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
  return element;
}

export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
  return element;
}

export function glyph(icon) {
  const piece = make("span", "glyph", icon);
  piece.setAttribute("aria-hidden", "true");
  piece.setAttribute("translate", "no");
  return piece;
}

/* A button with a picture and a word; without room for the word it is spoken and shown as a hint. */
export function button(icon, word, press, { bare = false, toggles = false } = {}) {
  const element = make("button", bare ? "studio-press studio-bare" : "studio-press");
  element.type = "button";
  element.append(glyph(icon));
  if (bare) put(element, { "aria-label": word, title: word });
  else element.append(make("span", "", word));
  if (toggles) element.setAttribute("aria-pressed", "false");
  element.addEventListener("click", () => press());
  return element;
}
