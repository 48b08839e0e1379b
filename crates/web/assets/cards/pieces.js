// What several cards are made of.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { icon } from "../icons.js";
import { say } from "../part.js";
import { score, t } from "../words.js";

/** A short list with its heading; nothing where it is empty. */
export function facts(title, entries, look = "") {
  if (!entries?.length) return nothing;
  return html`<div class="facts"><h4>${title}</h4><ul class=${look}>${entries.map((entry) => html`<li dir="auto">${entry}</li>`)}</ul></div>`;
}

/** A score out of ten beside a title. */
export function mark(text) {
  return html`<p class="mark"><span class="unseen">${t("score")} </span><strong>${score(text)}</strong><span class="of">/10</span></p>`;
}

/** Bars of what a score is made of. */
export function metrics(values, names) {
  const known = names.filter((name) => values?.[name] !== undefined);
  return html`<dl class="metrics">${known.map((name) => {
    const value = Number.parseFloat(values[name]) || 0;
    return html`<div><dt>${t(`metric.${name}`)}</dt><dd><svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="4" rx="2"/><rect class="filled" width=${Math.max(0, Math.min(100, value * 10))} height="4" rx="2"/></svg><span>${score(values[name])}</span></dd></div>`;
  })}</dl>`;
}

/** The foot of a card: its choice, and a new conversation that begins with it. */
export function chooser({ card, kind, label, chosen, readonly, name, always = false, more = nothing }) {
  const choose = (event) => say(event.target, "choose", { kind, card });
  const branch = (event) => say(event.target, "branch", { card });
  return html`<footer class="card-foot">
    ${chosen ? html`<p class="chosen-mark">${icon("check")}${t("chosen")}</p>` : nothing}
    ${more}
    <div class="card-row">
      ${readonly
        ? html`<button type="button" class="primary grow" @click=${branch}>${icon("branch")}${t("branch.long")}<span class="unseen">: <bdi>${name}</bdi></span></button>`
        : html`<button type="button" class="${chosen && !always ? "quiet" : "primary"} grow" @click=${choose}>${label}<span class="unseen">: <bdi>${name}</bdi></span></button>
          <button type="button" class="icon-button" title=${t("branch")} aria-label="${t("branch")}: ${name}" @click=${branch}>${icon("branch")}</button>`}
    </div>
  </footer>`;
}
