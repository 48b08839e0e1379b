// Where a person types. Enter sends; with Shift it makes a new line.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { icon } from "../icons.js";
import { Part, say } from "../part.js";
import { t } from "../words.js";

const MOST = 4000;

/** `text`, `placeholder`, `label` of the button, `running`, `disabled`, `hints`: what one might say. */
class ChatComposer extends Part {
  view() {
    const { text = "", running, hints = [] } = this;
    const left = MOST - [...text.trim()].length;
    return html`<form class="composer" @submit=${this.#send}>
      ${hints.length && !text ? html`<ul class="hints">${hints.map((hint) => html`<li><button type="button" class="quiet small" @click=${() => this.#says(hint)}>${hint}</button></li>`)}</ul>` : nothing}
      <div class="composer-box">
        <textarea rows="1" enterkeyhint="send" aria-label=${t("message")} placeholder=${this.placeholder ?? ""} dir="auto" .value=${live(text)} @input=${this.#typed} @keydown=${this.#key}></textarea>
        ${running ? html`<button type="button" class="stop" @click=${() => say(this, "stop")}>${icon("stop")}<span>${t("stop")}</span></button>` : nothing}
        <button type="submit" class="primary send ${this.label ? "" : "round"}" ?disabled=${this.disabled || left < 0}>${this.label ?? nothing}${icon("send")}<span class="unseen">${this.label ? "" : t("send")}</span></button>
      </div>
      ${left < 200 ? html`<p class="note ${left < 0 ? "wrong" : ""}">${t("characters", { n: left })}</p>` : nothing}
    </form>`;
  }

  drawn() {
    const area = this.querySelector("textarea");
    if (CSS.supports("field-sizing", "content")) return;
    area.rows = Math.min(8, area.value.split("\n").length);
  }

  #typed = (event) => {
    this.text = event.target.value;
    say(this, "typed", { text: this.text });
  };

  #key = (event) => {
    // A composition (of Japanese, say) takes its own Enter.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  };

  #send = (event) => {
    event.preventDefault();
    const text = (this.text ?? "").trim();
    if (this.disabled || [...text].length > MOST) return;
    this.#says(text);
  };

  #says(text) {
    if (!text && !this.label) return;
    say(this, "send", { text });
  }
}

ChatComposer.define("chat-composer", "text", "placeholder", "label", "running", "disabled", "hints");
