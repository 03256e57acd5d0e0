/* What the server says about this page goes onto <html>, where the style sheet finds it, and to the watches. */
import { setConnectionWords } from "./connection.js";
import { watchIdle } from "./idle.js";
import { watchBelow } from "./more.js";
import { leave } from "./past.js";

export function page({ data, parentElement }) {
  const root = document.documentElement;
  root.lang = data.lang;
  root.dataset.sizes = data.sizes;
  root.dataset.kind = data.kind;
  root.dataset.larger = data.larger ? "yes" : "no";
  root.dataset.contrast = data.contrast ? "high" : "paper";
  const skip = document.querySelector("[data-testid=stSkipToContent]");
  if (skip) skip.textContent = data.words.skip; // Streamlit's own is English
  setConnectionWords(data.words);
  watchIdle(data.idle);
  watchBelow(data.words.more);
  if (data.leave) leave();
  parentElement.replaceChildren();
}
