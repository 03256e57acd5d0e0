/* Larger text may need more than one screen, and a kiosk shows no scrollbar: a button says so and goes on downwards.
   The next screen begins at its top again, where its words and the ticket's number are. */
const ENOUGH_PX = 40; // less than this below the edge is only the sheet's margin
let button = null;
let watched = null;
let heading = null;

const scroller = () => document.querySelector("[data-testid=stMain]");
const sheet = () => document.querySelector("[data-testid=stMainBlockContainer]");
const sizes = new ResizeObserver(look);

export function watchBelow(words) {
  if (!button) build();
  button.lastChild.textContent = words;
  button.parentElement.setAttribute("aria-label", words);
  if (sheet() && sheet() !== watched) {
    sizes.disconnect();
    watched = sheet();
    sizes.observe(watched);
  }
  look();
}

function build() {
  button = document.createElement("button");
  button.type = "button";
  button.className = "more-below";
  button.innerHTML = '<span class="glyph" aria-hidden="true" translate="no">arrow_downward</span><span></span>';
  button.addEventListener("click", () => {
    const main = scroller();
    main.scrollBy({ top: main.clientHeight * 0.5, behavior: "smooth" });
  });
  const place = document.createElement("nav"); // inside #root, so that a sheet over the screen silences it too
  place.append(button);
  document.getElementById("root").append(place);
  window.addEventListener("scroll", look, { capture: true, passive: true });
  window.addEventListener("resize", look);
}

function look() {
  const main = scroller();
  const isKiosk = document.documentElement.dataset.kind === "resident";
  if (isKiosk && main) beginAtTop(main);
  const below = main ? main.scrollHeight - main.clientHeight - main.scrollTop : 0;
  button.hidden = !isKiosk || below < ENOUGH_PX;
  if (button.hidden) return;
  button.style.bottom = `${window.innerHeight - edge() + 12}px`;
}

function beginAtTop(main) {
  const now = main.querySelector("h1")?.textContent;
  if (!now || now === heading) return;
  if (heading) main.scrollTop = 0;
  heading = now;
}

/* The upper edge of whatever lies fixed along the bottom. */
function edge() {
  const fixed = document.querySelectorAll(".st-key-bar, .st-key-reading");
  const tops = [...fixed].map((each) => each.getBoundingClientRect().top).filter((top) => top > window.innerHeight / 2);
  return Math.min(window.innerHeight, ...tops);
}
