// A marketing angle to choose.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { Part } from "../part.js";
import { t } from "../words.js";
import { chooser, mark, metrics } from "./pieces.js";

/** `card`: an angle; `chosen`; `readonly`: nothing can be chosen any more. */
class MarketingAngleCard extends Part {
  view() {
    const { card, chosen, readonly } = this;
    return html`<article class="card choice ${chosen ? "chosen" : ""}" aria-labelledby="${card.id}-name">
      <header class="card-head">
        <div class="card-title"><h3 id="${card.id}-name" dir="auto">${card.title}</h3></div>
        ${mark(card.score)}
      </header>
      <p class="card-text" dir="auto">${card.description}</p>
      ${metrics(card.metrics, ["emotion", "proof", "differentiation"])}
      ${card.reason ? html`<details class="why"><summary>${t("why")}</summary><p dir="auto">${card.reason}</p></details>` : nothing}
      ${chooser({ card, kind: "angle", label: t("continue.angle"), chosen, readonly, name: card.title })}
    </article>`;
  }
}

MarketingAngleCard.define("marketing-angle-card", "card", "chosen", "readonly");
