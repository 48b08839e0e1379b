// What every dialog is made of: the browser's own, with a title and a way out.

import { html } from "../vendor/lit-html/lit-html.js";
import { icon } from "../icons.js";
import { Part, say } from "../part.js";
import { t } from "../words.js";

/** A dialog over the page; it says `closed` when it is left. Whoever writes one gives `title()` and `body()`. */
export class Modal extends Part {
  size = "";

  view() {
    return html`<dialog class="modal ${this.size}" aria-labelledby="modal-title" @close=${this.#left} @click=${this.#outside}>
      <div class="modal-inside">
        <header class="modal-head"><h2 id="modal-title" tabindex="-1" autofocus dir="auto">${this.title()}</h2>
          <button type="button" class="icon-button" aria-label=${t("close")} @click=${() => this.close()}>${icon("close")}</button></header>
        ${this.body()}
      </div>
    </dialog>`;
  }

  drawn() {
    const dialog = this.querySelector("dialog");
    if (!dialog.open && !this.over) dialog.showModal();
  }

  close() {
    this.querySelector("dialog").close();
  }

  #left = () => {
    this.over = true;
    say(this, "closed");
  };

  #outside = (event) => {
    if (event.target === event.currentTarget) this.close();
  };
}
