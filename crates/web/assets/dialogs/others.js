// Small dialogs: what a choice would drop, and the list of conversations where there is no room beside the page.

import { html } from "../vendor/lit-html/lit-html.js";
import { say } from "../part.js";
import { t } from "../words.js";
import { Modal } from "./modal.js";

/** `dropped`: `{label, value}` of each choice that would go; tells `confirmed`. */
class DropDialog extends Modal {
  title() {
    return t("drop.title");
  }

  body() {
    return html`<div class="modal-body"><p>${t("drop.more")}</p>
      <ul class="picked">${this.dropped.map((it) => html`<li class="badge"><span>${t(`label.${it.label}`)}</span> <strong dir="auto">${it.value}</strong></li>`)}</ul>
      <footer class="modal-foot"><button type="button" class="quiet" @click=${() => this.close()}>${t("drop.no")}</button>
        <button type="button" class="primary" @click=${this.#yes}>${t("drop.yes")}</button></footer></div>`;
  }

  #yes = () => {
    say(this, "confirmed");
    this.close();
  };
}

/** `sessions`, `open`, `beat`: as the side bar has them. */
class MenuDialog extends Modal {
  size = "drawer";

  title() {
    return t("menu");
  }

  body() {
    return html`<side-bar .sessions=${this.sessions} .open=${this.open} .beat=${this.beat}></side-bar>`;
  }
}

DropDialog.define("drop-dialog", "dropped");
MenuDialog.define("menu-dialog", "sessions", "open", "beat");
