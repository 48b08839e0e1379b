// One line of a conversation: what a person said, or AdForge.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { icon, logo } from "../icons.js";
import { link } from "../media.js";
import { Part, say } from "../part.js";
import { explained, listed, t } from "../words.js";
import { cardsOf, writersOf } from "../state/log.js";
import { Fold } from "./fold.js";

/** `message`: the user's, from the log; or `sent`: one on its way there. */
class ChatMessage extends Part {
  view() {
    const { message, sent } = this;
    const data = message?.data ?? (sent?.badge && { isSelection: true, ...sent.badge });
    const said = data?.isSelection ? html`<user-selection-message .data=${data}></user-selection-message>` : html`<p class="bubble" dir="auto">${message?.content ?? sent?.text}</p>`;
    return html`<h2 class="unseen">${t("you")}</h2>${said}${sent && sent.state !== "sending" ? this.#trouble(sent) : nothing}`;
  }

  #trouble(sent) {
    if (sent.state === "waiting") return html`<p class="note">${t("waiting")}</p>`;
    return html`<div class="note wrong" role="alert">
      <p>${explained(sent.error)}</p>
      ${sent.error.details?.choices ? html`<p>${sent.error.details.choices.slice(0, 4).map((it) => it.name).join(" · ")}</p>` : nothing}
      <p class="card-row">
        ${sent.error.retryable || sent.error.code === "RATE_LIMITED" ? html`<button type="button" class="quiet small" @click=${() => sent.again()}>${icon("again")}${t("again")}</button>` : nothing}
        <button type="button" class="quiet small" @click=${() => say(this, "dismiss", sent)}>${t("dismiss")}</button>
      </p>
    </div>`;
  }
}

/** `data`: what was chosen; of a render, all that it is made for. */
class UserSelectionMessage extends Part {
  view() {
    const { data } = this;
    const pictures = (data.images ?? []).map((address) => link(address)).filter(Boolean);
    const all = data.selections?.length ? data.selections : [data];
    if (!data.items) return html`<ul class="picked">${all.map((it) => html`<li class="badge"><span>${t(`label.${it.label}`) ?? it.label}</span> <strong dir="auto">${it.value}</strong></li>`)}</ul>`;
    return html`<div class="summary">
      ${pictures.map((address) => html`<img src=${address} alt="" width="56" height="56">`)}
      <dl>${data.items.map((it) => html`<div><dt>${t(`item.${it.label}`) ?? it.label}</dt><dd dir="auto">${it.value}${data.edited && it.label === "script" ? html` <span class="badge edited">${t("edited")}</span>` : nothing}</dd></div>`)}</dl>
    </div>`;
  }
}

/** `product`, `format`: whose answer it is; `writers`: who wrote it, where that has to be said. */
class AiResponseHeader extends Part {
  view() {
    return html`<div class="ai-head">${logo}<h2>AdForge</h2>
      ${this.product ? html`<span class="badge" dir="auto">${this.product}</span>` : nothing}
      ${this.format ? html`<span class="badge">${this.format}</span>` : nothing}
      ${this.writers?.length ? html`<span class="writer" dir="auto">${written(this.writers)}</span>` : nothing}
    </div>`;
  }
}

/** "Written by openai/gpt-6-luna and the built-in writer". */
function written(writers) {
  return t("written.by", { writers: listed(writers.map((name) => (name === "offline" ? t("written.offline") : name))) });
}

const of = {
  audience_group: (card, chosen, hidden, { readonly }) => html`<audience-card ?hidden=${hidden} .card=${card} .chosen=${chosen} .readonly=${readonly}></audience-card>`,
  marketing_angle: (card, chosen, hidden, { readonly }) => html`<marketing-angle-card ?hidden=${hidden} .card=${card} .chosen=${chosen} .readonly=${readonly}></marketing-angle-card>`,
  psychology_selection: (card, chosen, hidden, { readonly, media, edits }) => html`<psychology-card ?hidden=${hidden} .card=${card} .chosen=${chosen} .readonly=${readonly} .media=${media} .edited=${edits[card.id]}></psychology-card>`,
  format_options: (card, chosen, hidden, { readonly }) => html`<format-card ?hidden=${hidden} .card=${card} .chosen=${chosen} .readonly=${readonly}></format-card>`,
};

const isChosen = {
  audience_group: (card, chosen) => chosen.persona?.id === card.id,
  marketing_angle: (card, chosen) => chosen.angle?.id === card.id,
  psychology_selection: (card, chosen) => chosen.psychology?.id === card.id,
  format_options: (card, chosen) => chosen.format === card.name,
};

/** The cards of a content, whole or as far as it is written; of a decided step only the chosen one, until all are asked for. */
function cards(type, list, context, fold) {
  const others = list.length - 1;
  const one = (card) => {
    const chosen = isChosen[type](card, context.chosen);
    return of[type](card, chosen, fold.closed && !chosen, context);
  };
  return html`${fold.decided ? html`<button type="button" class="quiet small fold" aria-expanded=${!fold.closed} @click=${() => fold.toggle()}>${icon("chevron")}${t(fold.closed ? "others.show" : "others.hide", { n: others })}</button>` : nothing}
    <div class="cards ${fold.closed ? "one" : ""}" data-count=${list.length}>${repeat(list, (card) => card.id, one)}</div>`;
}

function content(message, element) {
  const { type, data } = message;
  if (type === "persona_impact") return html`<persona-impact .data=${data}></persona-impact>`;
  if (type === "script_details") return html`<script-details .data=${data}></script-details>`;
  if (type === "video_result") return html`<video-result-card .message=${message} .summary=${element.summary} .comparable=${element.comparable}></video-result-card>`;
  if (type === "static_ad_result") return html`<static-ad-result .message=${message} .summary=${element.summary} .comparable=${element.comparable}></static-ad-result>`;
  if (type === "error") return failure(message, element);
  return html`<text-answer .data=${{ text: data?.text ?? message.content ?? "" }}></text-answer>`;
}

function failure(message, element) {
  const { data } = message;
  const stopped = data.code === "TURN_CANCELLED";
  return html`<div class="failure ${stopped ? "stopped" : ""}">
    <p>${explained(data)}</p>
    ${data.retryable && !element.context.readonly ? html`<button type="button" class="quiet small" @click=${() => say(element, "again", { message })}>${icon("again")}${t("again")}</button>` : nothing}
  </div>`;
}

/** A content while it is written: the same elements as when it is whole. */
function partial(live) {
  if (!live.cards.length) return nothing;
  if (live.contentType === "persona_impact") return html`<persona-impact .data=${{ impact: live.cards }}></persona-impact>`;
  return html`<script-details .data=${{ scenes: live.cards }}></script-details>`;
}

/** `message` or `live`: an answer, whole or under way; `reasons`, `context`, `summary`, `comparable`. */
class AiMessage extends Part {
  #fold = new Fold(this, () => this.changed());

  disconnectedCallback() {
    this.#fold.leave();
  }

  view() {
    const { message, live, reasons, context } = this;
    // Both are drawn by one template, so that a card stays the same node when its set is whole.
    const type = message?.type ?? live.contentType;
    const set = type in of;
    const list = (message ? cardsOf(message.data) : live.cards).filter(Boolean);
    this.#fold.hears(set && list.length > 1 && list.some((card) => isChosen[type](card, context.chosen)), context.ready);
    return html`<ai-response-header .product=${context.product} .format=${context.format} .writers=${context.several ? writersOf(message) : undefined}></ai-response-header>
      ${reasons?.length ? html`<details class="why reasons"><summary>${t("reasoning")}</summary><ul>${reasons.map((line) => html`<li dir="auto">${line}</li>`)}</ul></details>` : nothing}
      ${set ? cards(type, list, context, this.#fold) : message ? content(message, this) : partial(live)}
      ${live ? html`<turn-status .live=${live} .language=${context.language}></turn-status>` : nothing}
      ${set && message?.data.notes?.length ? html`<ul class="notes">${message.data.notes.map((note) => html`<li dir="auto">${note}</li>`)}</ul>` : nothing}`;
  }
}

ChatMessage.define("chat-message", "message", "sent");
UserSelectionMessage.define("user-selection-message", "data");
AiResponseHeader.define("ai-response-header", "product", "format", "writers");
AiMessage.define("ai-message", "message", "live", "reasons", "context", "summary", "comparable");
