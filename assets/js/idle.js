/* Nobody has touched the screen for a while: ask, count down where everybody sees it, then start afresh. */
import { veil, lift, isVeiled } from "./veil.js";
import { leave } from "./past.js";

const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "input"];
let watch = null;
let touchedAt = Date.now();
let ticking = 0;

export function watchIdle(wanted) {
  watch = wanted;
  touchedAt = Date.now();
  lift("idle");
  if (!ticking) begin();
}

function begin() {
  for (const touch of TOUCHES) window.addEventListener(touch, touched, { capture: true, passive: true });
  ticking = setInterval(tick, 500);
}

function touched(event) {
  touchedAt = Date.now();
  // A finger lifts the sheet with its click, not when it comes down: what lies below must not get the rest of the tap.
  if (event.type === "keydown" && event.key !== "Tab") lift("idle");
}

function stay() {
  touchedAt = Date.now();
  lift("idle");
}

function tick() {
  if (!watch || document.documentElement.dataset.leaving) return;
  const left = Math.ceil(watch.seconds - (Date.now() - touchedAt) / 1000);
  if (left <= 0) {
    lift("idle");
    leave();
  } else if (left <= watch.countdown_seconds) {
    count(left);
  }
}

function count(left) {
  if (!isVeiled("idle")) ask();
  const clock = document.querySelector(".veil-countdown");
  if (clock) clock.textContent = String(left);
}

function ask() {
  const { question, explanation, stay: label } = watch.words;
  const sheet = veil("idle", { title: question, text: explanation, button: label, onButton: stay, alert: true });
  sheet.addEventListener("click", stay);
  const clock = document.createElement("p");
  clock.className = "veil-countdown";
  clock.setAttribute("aria-hidden", "true"); // a number spoken every second would drown the question
  sheet.querySelector(".veil-text").after(clock);
  sheet.querySelector("button").focus({ preventScroll: true });
}
