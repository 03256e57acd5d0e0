/* Asks the server to run this page (or fragment) again: soon, then more and more rarely. The count is kept for a
   minute beyond the component's own life, because every failed run mounts it anew. */
let tries = 0;
let lastTry = 0;

export function retry({ data, setTriggerValue }) {
  if (Date.now() - lastTry > 60000) tries = 0;
  const wait = data.steps_ms[Math.min(tries, data.steps_ms.length - 1)];
  let again = setTimeout(function run() {
    tries += 1;
    lastTry = Date.now();
    setTriggerValue("again", tries);
    again = setTimeout(run, data.steps_ms[Math.min(tries, data.steps_ms.length - 1)]);
  }, wait);
  return () => clearTimeout(again);
}
