// Content without a choice: what a persona changes, a script scene by scene, an answer in words.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { Part } from "../part.js";
import { t } from "../words.js";
import { facts } from "./pieces.js";

/** `data`: what choosing a persona means; while it is written, only some of `impact`. */
class PersonaImpact extends Part {
  view() {
    const { persona, impact = [], recommendedTone, recommendedAngles } = this.data;
    return html`<article class="card wide">
      <h3 dir="auto">${t("impact")}${persona ? html` ${persona.name}` : nothing}</h3>
      <dl class="pairs">${impact.map((it) => html`<div><dt dir="auto">${it.area}</dt><dd dir="auto">${it.effect}</dd></div>`)}</dl>
      ${recommendedTone && !impact.some((it) => it.effect.includes(recommendedTone)) ? html`<p dir="auto"><strong>${t("tone")}</strong> ${recommendedTone}</p>` : nothing}
      ${facts(t("angles"), recommendedAngles, "chips")}
    </article>`;
  }
}

/** `data`: scenes, and the concept they belong to once it is all there. */
class ScriptDetails extends Part {
  view() {
    const { title, scenes = [] } = this.data;
    const at = (seconds) => `${Math.round(seconds * 10) / 10} s`;
    return html`<article class="card wide">
      <h3 dir="auto">${title ?? t("scenes")}</h3>
      <ol class="scenes">${scenes.map((it) => html`<li>
        <p class="muted">${at(it.startSeconds)} – ${at(it.endSeconds)}</p>
        <p dir="auto"><strong>${it.onScreenText}</strong></p>
        <p dir="auto">${it.voiceover}</p>
        <p class="muted" dir="auto">${it.visual}</p>
      </li>`)}</ol>
    </article>`;
  }
}

/** `data`: an answer in words. */
class TextAnswer extends Part {
  view() {
    return html`<p class="answer" dir="auto">${this.data.text}</p>`;
  }
}

PersonaImpact.define("persona-impact", "data");
ScriptDetails.define("script-details", "data");
TextAnswer.define("text-answer", "data");
