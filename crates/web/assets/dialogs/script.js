// A script in full, to read and to change before it is filmed.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { icon } from "../icons.js";
import { say } from "../part.js";
import { t } from "../words.js";
import { mark, metrics } from "../cards/pieces.js";
import { Modal } from "./modal.js";

/** `card`: a concept; `edited`: the words as the user wants them; `media`, `readonly`, `scenes`. */
class ScriptDetailsModal extends Modal {
  size = "large";

  title() {
    return this.card.title;
  }

  body() {
    const { card, edited, readonly } = this;
    const words = edited ?? card.script;
    const part = (name) => html`<div class="field"><label for="script-${name}">${t(`script.${name}`)}</label>
      <textarea id="script-${name}" class="words" dir="auto" rows=${name === "body" ? 7 : 2} maxlength="4000" ?readonly=${readonly} .value=${words[name]} @input=${this.#changes}></textarea></div>`;
    return html`<form class="modal-body" @submit=${this.#films}>
      ${mark(card.score)}
      ${part("hook")}${part("body")}${part("cta")}
      ${edited ? html`<p class="card-row"><span class="badge edited">${t("edited")}</span><button type="button" class="quiet small" @click=${() => say(this, "edit", { card })}>${icon("again")}${t("script.back")}</button></p>` : nothing}
      ${card.visualDirection ? html`<div class="field"><h3>${t("script.visual")}</h3><p dir="auto">${card.visualDirection}</p></div>` : nothing}
      ${metrics(card.metrics, ["hook", "mechanism", "believability", "cta"])}
      <footer class="modal-foot">
        <button type="button" class="quiet" @click=${() => say(this, "copy", { text: this.#words(), what: t("words.script") })}>${icon("copy")}${t("copy.script")}</button>
        ${readonly ? nothing : html`<button type="submit" class="primary">${icon(this.media === "image" ? "image" : "video")}${this.media === "image" ? t("generate.image") : t("generate.video")}</button>`}
      </footer>
    </form>`;
  }

  #now() {
    const value = (name) => this.querySelector(`#script-${name}`).value;
    return { hook: value("hook"), body: value("body"), cta: value("cta") };
  }

  #words() {
    return Object.values(this.#now()).filter(Boolean).join("\n\n");
  }

  #changes = () => {
    const now = this.#now();
    const same = Object.entries(now).every(([name, text]) => text === this.card.script[name]);
    say(this, "edit", { card: this.card, script: same ? undefined : now });
  };

  #films = (event) => {
    event.preventDefault();
    say(this, "film", { card: this.card });
    this.close();
  };
}

ScriptDetailsModal.define("script-details-modal", "card", "edited", "media", "readonly");
