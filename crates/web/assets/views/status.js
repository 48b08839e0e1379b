// What is being done now: steps with their estimated time, or a bar.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { icon } from "../icons.js";
import { Part, say } from "../part.js";
import { language, t } from "../words.js";

/** `live`: what runs; `language`: the one it speaks. */
class TurnStatus extends Part {
  view() {
    const { live } = this;
    return live.kind === "turn" ? html`<ol class="steps">${this.#steps().map(step)}</ol>` : this.#render();
  }

  /** The steps in the reader's language: as they were told, where they were told in it. */
  #steps() {
    const { live } = this;
    if (this.language === language && live.steps.length) return live.steps;
    const done = live.steps.length > 0 && live.steps.every((it) => it.status === "completed");
    return [{ label: t(`step.${live.step}`) ?? t("step"), status: done ? "completed" : "loading", estimatedTime: live.steps.at(-1)?.estimatedTime }];
  }

  #render() {
    const { live } = this;
    const told = this.language === language ? live.steps.at(-1)?.label : undefined;
    const percent = live.progress ?? 0;
    const label = told ?? (live.steps.length ? t(`rendering.${live.kind}`) : t("queued"));
    return html`<div class="rendering">
      <p class="rendering-title"><strong>${t(`generating.${live.kind}`)}</strong>${live.estimatedTime ? html` <span class="muted">${t("about", { time: live.estimatedTime.replace(/s$/, " s") })}</span>` : nothing}</p>
      <progress max="100" .value=${percent} aria-label=${t(`generating.${live.kind}`)}></progress>
      <p class="rendering-now"><span dir="auto">${label}</span><span class="percent">${percent} %</span></p>
      <button type="button" class="quiet small" @click=${() => say(this, "stop-render", live)}>${icon("stop")}${t(`stop.${live.kind}`)}</button>
    </div>`;
  }
}

function step({ label, status, estimatedTime }) {
  const done = status === "completed";
  return html`<li class=${done ? "done" : ""}>${done ? icon("check") : html`<span class="spinner"></span>`}<span dir="auto">${label}</span>${estimatedTime && !done ? html`<span class="muted">${estimatedTime}</span>` : nothing}</li>`;
}

TurnStatus.define("turn-status", "live", "language");
