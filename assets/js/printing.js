/* Prints a small page of this house through a hidden frame: printing the screen itself would give six pages.
   A press prints once in the life of this document, however often the component is mounted again. */
const printed = new Set();

export function printing({ data, parentElement }) {
  parentElement.replaceChildren();
  const press = `${data.url}#${data.press}`;
  if (!data.press || printed.has(press)) return;
  printed.add(press);
  document.querySelector("iframe.print-frame")?.remove();
  const frame = document.createElement("iframe");
  frame.className = "print-frame";
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.addEventListener("load", () => {
    frame.contentWindow.focus();
    frame.contentWindow.print();
  });
  frame.src = data.url;
  document.body.append(frame);
}
