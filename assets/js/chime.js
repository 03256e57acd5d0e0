/* Two soft notes. A browser makes no sound before somebody has touched the page, so until then it stays silent. */
const NOTES_HZ = [659.3, 523.3]; // e, c: a falling third, as doorbells have it
const NOTE_SECONDS = 0.9;
const LOUDNESS = 0.12;
let sound = null;
const listeners = [];

export const isSoundOn = () => sound?.state === "running";

export function whenTouched(tell) {
  if (!listeners.length) window.addEventListener("pointerdown", wake);
  listeners.push(tell);
}

async function wake() {
  sound ??= new AudioContext();
  await sound.resume();
  for (const tell of listeners) tell();
}

export function chime() {
  if (!isSoundOn()) return;
  NOTES_HZ.forEach((hz, place) => note(hz, sound.currentTime + place * 0.45));
}

function note(hz, at) {
  const tone = sound.createOscillator();
  const loudness = sound.createGain();
  tone.type = "sine";
  tone.frequency.value = hz;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.03);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + NOTE_SECONDS);
  tone.connect(loudness).connect(sound.destination);
  tone.start(at);
  tone.stop(at + NOTE_SECONDS);
}
