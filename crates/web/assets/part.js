// What every element of the page is made of: properties that draw it anew when they change.

import { render } from "./vendor/lit-html/lit-html.js";

/** An element whose content is `view()` of its properties. It has no shadow: one style sheet, one document to read. */
export class Part extends HTMLElement {
  #values = {};
  #waiting = false;

  /** Names the element and its properties. */
  static define(name, ...properties) {
    for (const property of properties) {
      Object.defineProperty(this.prototype, property, {
        get() {
          return this.#values[property];
        },
        set(value) {
          if (Object.is(this.#values[property], value)) return;
          this.#values[property] = value;
          this.changed();
        },
      });
    }
    customElements.define(name, this);
  }

  connectedCallback() {
    this.changed();
  }

  /** Draws it soon. What the server sent to be seen at once stays as it is until the page itself is there. */
  changed() {
    if (this.#waiting || !this.isConnected || this.closest(":not(:defined)")) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      if (!this.isConnected) return;
      render(this.view(), this, { host: this });
      this.drawn?.();
    });
  }
}

/** Tells whoever listens above what a person wants: `say(this, "choose", {…})` is the event `wish-choose`. */
export function say(element, what, detail) {
  element.dispatchEvent(new CustomEvent(`wish-${what}`, { detail, bubbles: true }));
}
