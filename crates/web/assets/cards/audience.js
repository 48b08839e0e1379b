// A persona to choose.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { Part } from "../part.js";
import { link } from "../media.js";
import { t } from "../words.js";
import { face } from "./face.js";
import { chooser, facts } from "./pieces.js";

/** `card`: a persona; `chosen`; `readonly`: nothing can be chosen any more. */
class AudienceCard extends Part {
  view() {
    const { card, chosen, readonly } = this;
    return html`<article class="card choice ${chosen ? "chosen" : ""}" aria-labelledby="${card.id}-name">
      <header class="card-head">
        ${face(link(card.avatar), card.name)}
        <div class="card-title">
          <h3 id="${card.id}-name" dir="auto">${card.name}</h3>
          <p class="muted" dir="auto">${[card.age && t("age", { age: card.age.replace("-", "–") }), t(`gender.${card.gender}`) ?? card.gender, t(`place.${card.location}`) ?? card.location].filter(Boolean).join(" · ")}</p>
        </div>
      </header>
      ${card.label ? html`<p class="share" dir="auto"><svg class="dot" viewBox="0 0 8 8" aria-hidden="true"><circle cx="4" cy="4" r="4" fill=${color(card.labelColor)}/></svg>${card.label}</p>` : nothing}
      <p class="card-text" dir="auto">${card.description}</p>
      ${facts(t("traits"), card.traits, "chips")}
      ${facts(t("pains"), card.painPoints)}
      ${facts(t("desires"), card.desires)}
      ${chooser({ card, kind: "persona", label: t("continue.persona"), chosen, readonly, name: card.name })}
    </article>`;
  }
}

function color(text) {
  return /^#[0-9a-f]{6}$/i.test(text ?? "") ? text : "currentColor";
}

AudienceCard.define("audience-card", "card", "chosen", "readonly");
