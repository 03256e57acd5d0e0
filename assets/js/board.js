/* The board of the hall. It asks for the numbers itself, twice a second and with the last answer's mark, so that an
   unchanged board costs the server next to nothing; a changed one is drawn here, without a run of the screen. */
import { chime, isSoundOn, whenTouched } from "./chime.js";

const PATIENCE_MS = 4000;
const boards = new WeakMap();

export function board({ data, parentElement }) {
  const shown = boards.get(parentElement) ?? begin(parentElement);
  const another = shown.data?.url !== data.url;
  shown.data = data;
  if (another) Object.assign(shown, { calledAt: null, mark: "" });
  // Numbers that the page brings may be older than those that were asked for since.
  if (another || data.numbers.revision >= shown.numbers.revision) shown.numbers = data.numbers;
  draw(shown);
  return () => {
    clearTimeout(shown.next);
    shown.gone = true;
    boards.delete(parentElement);
  };
}

function begin(parent) {
  const shown = { parent, cells: new Map(), mark: "", calledAt: null, numbers: { revision: -1, booths: [] } };
  boards.set(parent, shown);
  shown.next = setTimeout(() => ask(shown), 0);
  whenTouched(() => draw(shown));
  return shown;
}

// ------------------------------------------------------------------ asking

async function ask(shown) {
  let pause = shown.data.every_ms;
  try {
    const headers = shown.mark ? { "If-None-Match": shown.mark } : {};
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const url = shown.data.url;
    const answer = await fetch(url, { headers, signal, cache: "no-store" });
    if (answer.status === 200) take(shown, url, await answer.json(), answer.headers.get("etag"));
    else if (answer.status !== 304) pause *= 4;
  } catch {
    pause *= 4; // the house's watch tells people; the last numbers stay
  }
  if (!shown.gone) shown.next = setTimeout(() => ask(shown), pause);
}

function take(shown, url, numbers, mark) {
  if (shown.gone || url !== shown.data.url) return;
  shown.mark = mark ?? "";
  shown.numbers = numbers;
  draw(shown);
}

// ------------------------------------------------------------------ drawing

function draw(shown) {
  if (shown.gone) return;
  const { parent, data } = shown;
  const fresh = freshCalls(shown);
  if (!shown.head) build(shown);
  shown.head.replaceChildren(...headOf(data));
  const grid = shown.grid;
  grid.dataset.count = data.booths.length;
  for (const [name, value] of Object.entries(tiling(data.booths.length))) grid.style.setProperty(name, value);
  const numbers = new Map(shown.numbers.booths.map((booth) => [booth.letter, booth]));
  grid.replaceChildren(...data.booths.map((booth) => cellOf(booth, numbers.get(booth.letter), fresh, data)));
  parent.firstElementChild.dataset.lang = data.lang;
}

function build(shown) {
  const frame = make("div", "board");
  shown.head = make("header", "board-head");
  shown.grid = make("ul", "board-grid");
  shown.spoken = make("p", "unseen");
  shown.spoken.setAttribute("role", "status");
  frame.append(shown.head, shown.grid, shown.spoken);
  shown.parent.replaceChildren(frame);
}

/* How many columns and rows, lying and standing; the style sheet takes the pair that fits the screen. */
function tiling(count) {
  const across = Math.max(1, Math.ceil(Math.sqrt(count)));
  const standing = count > 12 ? 2 : 1;
  const rows = (columns) => Math.max(1, Math.ceil(count / columns));
  return { "--across": across, "--down": rows(across), "--across-p": standing, "--down-p": rows(standing) };
}

/* Numbers that were called while this board looked on, and how long ago. What stood here already when it was switched
   on is not new to anybody. */
function freshCalls(shown) {
  const now = performance.now();
  const called = shown.numbers.booths.flatMap((booth) => booth.called);
  const known = shown.calledAt;
  shown.calledAt = new Map(called.map((number) => [number, known ? (known.get(number) ?? now) : -Infinity]));
  const arrived = known ? called.filter((number) => !known.has(number)) : [];
  if (arrived.length) tell(shown, arrived);
  const fresh = [...shown.calledAt].filter(([, at]) => now - at < shown.data.fresh_ms);
  clearTimeout(shown.fading);
  if (fresh.length) {
    const nextToFade = Math.min(...fresh.map(([, at]) => at)) + shown.data.fresh_ms - now;
    shown.fading = setTimeout(() => draw(shown), nextToFade + 50);
  }
  return new Set(fresh.map(([number]) => number));
}

function tell(shown, arrived) {
  chime();
  if (shown.spoken) shown.spoken.textContent = arrived.map((number) => `${number} ${shown.data.words.come[0]}`).join(" ");
}

function headOf({ market, words, notice }) {
  const title = make("h1", "board-title");
  title.append(...inBoth(market));
  const legend = make("p", "board-legend");
  if (notice) legend.append(mark("info", "board-notice", notice));
  legend.append(mark("campaign", "board-come", words.come));
  legend.append(mark("person", "", words.serving));
  legend.append(mark("groups", "", words.waiting));
  legend.append(isSoundOn() ? mark("volume_up", "") : mark("volume_off", "", words.sound));
  const seal = make("span", "seal");
  seal.setAttribute("aria-hidden", "true");
  return [seal, title, legend];
}

function cellOf(booth, numbers, fresh, { words }) {
  const called = numbers?.called ?? [];
  const serving = numbers?.now_serving ?? [];
  const waiting = numbers?.waiting ?? 0;
  const cell = make("li", `board-booth board-${booth.zone}`);
  const isFresh = called.some((number) => fresh.has(number));
  cell.dataset.state = isFresh ? "fresh" : called.length ? "called" : serving.length ? "serving" : "free";
  const name = make("div", "board-name");
  const names = make("span", "board-names");
  names.append(...inBoth(booth.name));
  name.append(make("span", "board-letter", booth.letter), names);
  if (booth.wait && cell.dataset.state !== "free") name.append(waitOf(booth.wait, words));
  cell.append(name, middleOf(called, serving, fresh, words), footOf(called, serving, waiting, words));
  return cell;
}

/* For whoever thinks of taking a number, who stands nearer than those who wait for theirs. */
function waitOf(wait, words) {
  const piece = make("span", "board-wait");
  piece.append(make("span", "unseen", words.wait.join(" ")), ...inBoth(wait));
  return piece;
}

/* The largest thing of a booth: who is called, else who is being served, else that there is no line. */
function middleOf(called, serving, fresh, words) {
  const numbers = called.length ? called : serving;
  const middle = make("div", "board-middle");
  middle.dataset.many = Math.min(numbers.length, 4);
  if (!numbers.length) middle.append(mark("check_circle", "board-free", words.free));
  for (const number of numbers.slice(0, 4)) {
    const plate = make("span", "board-number", number);
    if (fresh.has(number)) plate.dataset.fresh = "yes";
    middle.append(plate);
  }
  return middle;
}

/* The same three shapes as in the head of the board, where they are explained in words. */
function footOf(called, serving, waiting, words) {
  const foot = make("div", "board-foot");
  if (called.length) foot.append(mark("campaign", "board-come", words.come));
  else if (serving.length) foot.append(mark("person", "", words.serving));
  if (called.length && serving.length) foot.append(counted("person", serving.slice(0, 3).join(" "), words.serving));
  if (waiting) {
    const line = counted("groups", waiting, words.waiting);
    line.classList.add("board-waiting");
    foot.append(line);
  }
  return foot;
}

function counted(icon, what, words) {
  const piece = mark(icon, "board-counted");
  piece.append(make("span", "unseen", words.join(" ")), make("b", "", what));
  return piece;
}

// ------------------------------------------------------------------ small pieces

function mark(icon, name, words = null) {
  const piece = make("span", name);
  const glyph = make("span", "glyph", icon);
  glyph.setAttribute("aria-hidden", "true");
  glyph.setAttribute("translate", "no");
  piece.append(glyph, ...(words ? inBoth(words) : []));
  return piece;
}

/* A pair of sentences, Chinese and English; one of them may be missing or hidden by the board's language. */
function inBoth([chinese, english]) {
  const zh = make("span", "in-zh", chinese);
  const en = make("span", "in-en", english || chinese);
  zh.lang = "zh-CN";
  en.lang = english ? "en" : "zh-CN";
  if (!english) en.dataset.same = "yes";
  return [zh, en];
}

function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}
