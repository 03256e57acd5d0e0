/* Asks the server every few seconds whether it is there. If not, a calm sheet in the screen's language covers
   Streamlit's English dialog; when another process answers, or the break was long, the page loads itself again. */
import { veil, lift, isVeiled, heard } from "./veil.js";

const CALM_MS = 4000; // between two questions while all is well
const EAGER_MS = 1000; // while it is not
const PATIENCE_MS = 3000; // how long an answer may take
const FAILURES_BEFORE_VEIL = 2;
const LONG_BREAK_MS = 100000; // Streamlit forgets a disconnected session after 120 s

const words = { wait: "请稍等", reconnecting: "正在重新连接，您不用做什么。" };
let failures = 0;
let brokenSince = 0;
let next = 0;

export function setConnectionWords(said) {
  Object.assign(words, said);
}

const bornWith = () => document.querySelector("meta[name=house-boot]")?.content ?? "";

async function ask() {
  const gaveUp = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch("/healthz", { cache: "no-store", signal: gaveUp, credentials: "same-origin" });
  if (answer.status >= 500) throw new Error(`healthz ${answer.status}`);
  return answer.headers.get("x-kiosk-boot") ?? "";
}

export async function serverAnswers() {
  try {
    await ask();
    return true;
  } catch {
    return false;
  }
}

/* Whether Streamlit's own line stands. Before its first connection there is nothing to judge. */
function lineIsCut() {
  const state = document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState;
  return state !== undefined && state !== "CONNECTED";
}

async function look() {
  clearTimeout(next);
  try {
    const boot = await ask();
    const longBreak = brokenSince && Date.now() - brokenSince > LONG_BREAK_MS;
    if ((boot && bornWith() && boot !== bornWith()) || longBreak) {
      location.reload();
      return;
    }
    if (lineIsCut()) throw new Error("the server answers, but not to Streamlit");
    failures = 0;
    brokenSince = 0;
    if (isVeiled("connection")) lift("connection");
  } catch {
    failures += 1;
    brokenSince ||= Date.now();
    if (failures >= FAILURES_BEFORE_VEIL && !isVeiled("connection")) {
      veil("connection", { title: words.wait, text: words.reconnecting });
    }
    heard("connection"); // Streamlit's hidden dialog silences everything beside it
  }
  clearTimeout(next);
  next = setTimeout(look, failures ? EAGER_MS : CALM_MS);
}

export function watchConnection() {
  window.addEventListener("offline", look);
  next = setTimeout(look, CALM_MS);
}
