// Loads the page's scripts once what the server sent with the page is painted: forty modules at once would keep a small machine from it.

/** How long a tab that paints nothing, such as one in the background, waits for that, in milliseconds. */
const PATIENCE = 250;

const app = document.querySelector("adforge-app");
const ear = new AbortController();
let begun = false;
let pressed;

/** The last button that was pressed while nobody could hear it. From now on the page hears. */
export function lastPressed() {
  ear.abort();
  const last = pressed;
  pressed = undefined;
  return last;
}

function load() {
  if (begun) return;
  begun = true;
  document.head.append(document.querySelector("#modules").content);
  import("./app.js");
}

if (app.childElementCount) {
  app.addEventListener("click", ({ target }) => (pressed = target.closest("button") ?? pressed), { signal: ear.signal });
  new PerformanceObserver(load).observe({ type: "paint", buffered: true });
  setTimeout(load, PATIENCE);
} else load();
