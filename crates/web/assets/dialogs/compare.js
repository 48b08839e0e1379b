// Two variants side by side, and going on with the better one.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { icon } from "../icons.js";
import { link } from "../media.js";
import { say } from "../part.js";
import { t } from "../words.js";
import { adWords } from "../cards/results.js";
import { Modal } from "./modal.js";

/** `results`: all that was made, each with its concept's `card`; `left`, `right`: which two, by their places; `chosen`: the id of the concept that is; `readonly`. */
class CompareDialog extends Modal {
  size = "wide";

  title() {
    return t("compare.title");
  }

  body() {
    const [left, right] = [this.left, this.right].map((at) => facts(this.results[at].summary));
    const same = left.filter((it) => right.some((other) => other.label === it.label && other.value === it.value));
    const own = (all) => all.filter((it) => !same.some((shared) => shared.label === it.label));
    return html`<div><div class="compare">${this.#side("left", own(left))}${this.#side("right", own(right))}</div>
      ${same.length ? html`<div class="both"><h3>${t("compare.same")}</h3>${pairs(same)}</div>` : nothing}</div>`;
  }

  #side(side, own) {
    const { results } = this;
    const at = this[side];
    const { message } = results[at];
    const name = (it, n) => (it.summary?.value ? `${n + 1} · ${it.summary.value}` : t("variant", { n: n + 1 }));
    const { data } = message;
    return html`<section aria-label=${name(results[at], at)}>
      <select aria-label=${t(`compare.${side}`)} @change=${(event) => (this[side] = Number(event.target.value))}>
        ${results.map((it, n) => html`<option value=${n} .selected=${n === at}>${name(it, n)}</option>`)}
      </select>
      ${message.type === "video_result"
        ? html`<video class="film" controls playsinline preload="metadata" width="1080" height="1920" .src=${link(data.videoUrl)} poster=${link(data.thumbnailUrl)} aria-label=${name(results[at], at)}></video>`
        : html`<img class="film" src=${link(data.imageUrl)} width=${data.width} height=${data.height} alt=${name(results[at], at)}>`}
      ${this.#foot(results[at], name(results[at], at))}
      ${pairs(own)}
    </section>`;
  }

  /** What can be done with a variant. */
  #foot({ message, card }, name) {
    const { data } = message;
    const [file, ending] = message.type === "video_result" ? [data.videoUrl, "mp4"] : [data.imageUrl, "png"];
    const of = html`<span class="unseen">: <bdi>${name}</bdi></span>`;
    const use = () => {
      this.close();
      say(this, "use", { card });
    };
    return html`<p class="card-row">
      ${!card ? nothing : card.id === this.chosen && !this.readonly ? html`<span class="chosen-mark">${icon("check")}${t("chosen")}</span>` : html`<button type="button" class="primary" @click=${use}>${this.readonly ? t("branch.long") : t("use")}${of}</button>`}
      <a class="button quiet" href=${link(file)} download="${data.productName}.${ending}">${icon("download")}${t("download")}${of}</a>
    </p>`;
  }
}

/** What an ad was made of and says, as `{label, value}`: its words first, since they tell two ads apart. */
function facts(summary) {
  const words = adWords(summary) ? ["hook", "body", "cta"].map((part) => ({ label: t(`script.${part}`), value: summary.script[part] })) : [];
  const made = (summary?.items ?? []).map((it) => ({ label: t(`item.${it.label}`) ?? it.label, value: it.value }));
  return [...words, ...made].filter((it) => it.value);
}

function pairs(all) {
  return html`<dl class="pairs">${all.map((it) => html`<div><dt>${it.label}</dt><dd dir="auto">${it.value}</dd></div>`)}</dl>`;
}

CompareDialog.define("compare-dialog", "results", "left", "right", "chosen", "readonly");
