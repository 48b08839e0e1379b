// An ad format to choose, in the conversation.

import { html } from "../vendor/lit-html/lit-html.js";
import { Part } from "../part.js";
import { t } from "../words.js";
import { chooser, facts } from "./pieces.js";

/** `card`: a format; `chosen`; `readonly`. */
class FormatCard extends Part {
  view() {
    const { card, chosen, readonly } = this;
    return html`<article class="card choice ${chosen ? "chosen" : ""}" aria-labelledby="format-${card.id}">
      <header class="card-head"><div class="card-title"><h3 id="format-${card.id}">${card.name}</h3></div></header>
      <p class="card-text" dir="auto">${t(`format.${card.id}`) ?? card.description}</p>
      ${facts(t("best.for"), t(`format.${card.id}`) ? [] : card.bestFor, "chips")}
      ${chooser({ card, kind: "format", label: t("continue.format"), chosen, readonly, name: card.name })}
    </article>`;
  }
}

FormatCard.define("format-card", "card", "chosen", "readonly");
