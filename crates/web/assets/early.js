// What the server sent to be seen at once gives way to the page; what a person did in it meanwhile stays.

import { lastPressed } from "./start.js";

/** Empties the page for its own drawing. A choice, a word, the focus and a button that was pressed are taken along. */
export function takeOver(app) {
  const choice = {};
  for (const input of app.querySelectorAll("input:checked")) if (!input.defaultChecked) choice[input.name] = input.value;
  const text = app.querySelector("textarea")?.value;
  if (text) choice.text = text;
  const held = app.contains(document.activeElement) ? document.activeElement : undefined;
  const caret = held?.selectionStart;
  const [focused, pressed] = [held, lastPressed()].map((control) => control && address(control));
  app.replaceChildren();
  if (Object.keys(choice).length) app.begin.choose(choice);
  // By then everything is drawn.
  if (focused || pressed) setTimeout(() => goOn(app, { focused, caret, pressed }));
}

/** How the page's own drawing has the same control. */
function address({ localName, name, value, className, hash }) {
  if (name) return `${localName}[name="${name}"][value="${value}"]`;
  return hash ? `${localName}[href="${hash}"]` : [localName, ...className.split(" ").filter(Boolean)].join(".");
}

function goOn(app, { focused, caret, pressed }) {
  const control = focused && app.querySelector(focused);
  control?.focus({ preventScroll: true });
  if (control?.localName === "textarea") control.setSelectionRange(caret, caret);
  if (pressed) app.querySelector(pressed)?.click();
}
