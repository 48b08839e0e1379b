// What this browser keeps for its user: drafts, edits, deletions under way. It may be full, or not there at all.

/** What was kept under a name, or `otherwise`. */
export function kept(name, otherwise) {
  try {
    const text = localStorage.getItem(`adforge.${name}`);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** Keeps a value under a name; nothing and empty text are forgotten. */
export function keep(name, value) {
  try {
    if (value === undefined || value === null || value === "") localStorage.removeItem(`adforge.${name}`);
    else localStorage.setItem(`adforge.${name}`, JSON.stringify(value));
  } catch {
    // Nothing rests on it.
  }
}

/** Tells of what other tabs keep. */
export function onKept(name, told) {
  addEventListener("storage", (event) => event.key === `adforge.${name}` && told(kept(name)));
}
