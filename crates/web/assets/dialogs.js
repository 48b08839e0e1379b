// Which dialog is open, and what it needs.

import { html, nothing } from "./vendor/lit-html/lit-html.js";
import { cardOf, results } from "./state/log.js";

/** At most one dialog over the page. */
export class Dialogs {
  #app;
  #open;

  constructor(app) {
    this.#app = app;
  }

  #shows(open) {
    this.#open = open;
    this.#app.changed();
  }

  close() {
    if (this.#open) this.#shows(undefined);
  }

  menu() {
    this.#shows({ name: "menu" });
  }

  script(card) {
    this.#shows({ name: "script", card });
  }

  product() {
    this.#shows({ name: "product" });
  }

  /** Says what a choice would drop before it does. */
  drop(dropped, go) {
    this.#shows({ name: "drop", dropped, go });
  }

  confirmed() {
    this.#open?.go?.();
  }

  compare(message) {
    const { log } = this.#app.session;
    const made = results(log).map((it) => ({ ...it, card: it.summary && cardOf(log, it.summary.scriptId) }));
    const at = made.findIndex((it) => it.message === message);
    this.#shows({ name: "compare", results: made, left: at === 0 ? 0 : at - 1, right: at === 0 ? 1 : at });
  }

  async avatars() {
    const open = { name: "avatars" };
    this.#shows(open);
    try {
      open.avatars = (await this.#app.adforge.avatars({ limit: 100 })).avatars;
    } catch (error) {
      open.trouble = error;
    }
    this.#app.changed();
  }

  async saveProduct({ product, picture }) {
    const open = this.#open;
    Object.assign(open, { busy: true, trouble: undefined });
    this.#app.changed();
    try {
      await this.#app.begin.save(product, picture);
      if (this.#open === open) this.close();
    } catch (error) {
      Object.assign(open, { busy: false, trouble: error });
      this.#app.changed();
    }
  }

  view() {
    const open = this.#open;
    const { session, sessions, beat } = this.#app;
    switch (open?.name) {
      case "menu":
        return html`<menu-dialog .sessions=${sessions} .open=${session?.id} .beat=${beat}></menu-dialog>`;
      case "script":
        return html`<script-details-modal .card=${open.card} .edited=${session.edits[open.card.id]} .media=${session.details?.mediaType} .readonly=${session.expired}></script-details-modal>`;
      case "avatars":
        return html`<avatar-picker .avatars=${open.avatars} .trouble=${open.trouble} .value=${session.avatar}></avatar-picker>`;
      case "product":
        return html`<product-form .busy=${open.busy} .trouble=${open.trouble}></product-form>`;
      case "drop":
        return html`<drop-dialog .dropped=${open.dropped}></drop-dialog>`;
      case "compare":
        return html`<compare-dialog .results=${open.results} .left=${open.left} .right=${open.right} .chosen=${session.chosen.psychology?.id} .readonly=${session.expired}></compare-dialog>`;
      default:
        return nothing;
    }
  }
}
