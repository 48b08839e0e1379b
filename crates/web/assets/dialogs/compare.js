// Two variants side by side.

import { html } from "../vendor/lit-html/lit-html.js";
import { link } from "../media.js";
import { t } from "../words.js";
import { adWords } from "../cards/results.js";
import { Modal } from "./modal.js";

/** `results`: all that was made; `left`, `right`: which two, by their places. */
class CompareDialog extends Modal {
  size = "wide";

  title() {
    return t("compare.title");
  }

  body() {
    return html`<div class="compare">${this.#side("left")}${this.#side("right")}</div>`;
  }

  #side(side) {
    const { results } = this;
    const at = this[side];
    const { message, summary } = results[at];
    const words = adWords(summary);
    const name = (it, n) => [t("variant", { n: n + 1 }), it.summary?.value].filter(Boolean).join(" – ");
    const { data } = message;
    return html`<section aria-label=${name(results[at], at)}>
      <select aria-label=${t(`compare.${side}`)} @change=${(event) => (this[side] = Number(event.target.value))}>
        ${results.map((it, n) => html`<option value=${n} .selected=${n === at}>${name(it, n)}</option>`)}
      </select>
      ${message.type === "video_result"
        ? html`<video class="film" controls playsinline preload="metadata" width="1080" height="1920" .src=${link(data.videoUrl)} poster=${link(data.thumbnailUrl)} aria-label=${name(results[at], at)}></video>`
        : html`<img class="film" src=${link(data.imageUrl)} width=${data.width} height=${data.height} alt=${name(results[at], at)}>`}
      <dl class="pairs">
        ${(summary?.items ?? []).map((it) => html`<div><dt>${t(`item.${it.label}`) ?? it.label}</dt><dd dir="auto">${it.value}</dd></div>`)}
        ${words ? html`<div><dt>${t("script.hook")}</dt><dd dir="auto">${summary.script.hook}</dd></div><div><dt>${t("script.body")}</dt><dd dir="auto">${summary.script.body}</dd></div><div><dt>${t("script.cta")}</dt><dd dir="auto">${summary.script.cta}</dd></div>` : ""}
      </dl>
    </section>`;
  }
}

CompareDialog.define("compare-dialog", "results", "left", "right");
