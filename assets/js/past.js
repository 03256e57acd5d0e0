/* Nothing of the last person may come back: not by the back button, not from the browser's page cache. */
import { veil } from "./veil.js";
import { serverAnswers } from "./connection.js";

export function guardThePast() {
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  // Streamlit reruns on "r" and offers to clear its cache on "c": a scanner or a bored finger would trigger both.
  window.addEventListener(
    "keydown",
    (event) => {
      const typing = event.target instanceof Element && event.target.closest("input, textarea, [contenteditable=true]");
      const shortcut = event.code === "KeyR" || event.code === "KeyC";
      if (shortcut && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    },
    true,
  );
  // Autofill would offer one person's number to the next.
  const quiet = (field) => {
    field.setAttribute("autocomplete", "off");
    field.setAttribute("autocorrect", "off");
    field.setAttribute("spellcheck", "false");
  };
  document.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) quiet(event.target);
  });
}

/* Back to the welcome page as somebody new. A new document means a new session and empty inputs; the address is
   replaced, so the back button has nothing to show. While the server does not answer the screen stays covered. */
export async function leave() {
  document.documentElement.dataset.leaving = "yes";
  veil("leaving", { title: "", text: "" });
  while (!(await serverAnswers())) await new Promise((resolve) => setTimeout(resolve, 2000));
  location.replace("/");
}
