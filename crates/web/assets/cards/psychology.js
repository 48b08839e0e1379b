// A psychology concept with its script, to read, to change and to film.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { icon } from "../icons.js";
import { Part, say } from "../part.js";
import { t } from "../words.js";
import { chooser, mark, metrics } from "./pieces.js";

/** `card`: a concept; `chosen`; `readonly`; `media`: what its session makes; `edited`: the words as the user wants them. */
class PsychologyCard extends Part {
  view() {
    const { card, chosen, readonly, media, edited } = this;
    const script = edited ?? card.script ?? { hook: card.hook, body: "", cta: card.callToAction };
    const details = html`<div class="card-row">
      <button type="button" class="quiet grow" @click=${() => say(this, "script", { card })}>${icon("script")}${t("see.script")}<span class="unseen">: <bdi>${card.title}</bdi></span></button>
    </div>`;
    return html`<article class="card ${chosen ? "chosen" : ""}" aria-labelledby="${card.id}-name">
      <header class="card-head">
        <div class="card-title"><h3 id="${card.id}-name" dir="auto">${card.title}</h3></div>
        ${mark(card.score)}
      </header>
      <p class="card-text muted" dir="auto">${card.description}</p>
      <blockquote class="hook" dir="auto">${script.hook}</blockquote>
      <p class="preview" dir="auto">${script.body}</p>
      ${edited ? html`<p class="badge edited">${t("edited")}</p>` : nothing}
      ${metrics(card.metrics, ["hook", "mechanism", "believability", "cta"])}
      ${chooser({ card, kind: "psychology", label: media === "image" ? t("generate.image") : t("generate.video"), chosen: chosen && !readonly, readonly, always: true, name: card.title, more: details })}
    </article>`;
  }
}

PsychologyCard.define("psychology-card", "card", "chosen", "readonly", "media", "edited");
