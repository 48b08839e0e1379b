// A conversation: its lines, and where it goes on.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { live as asIs } from "../vendor/lit-html/directives/live.js";
import { icon } from "../icons.js";
import { Part, say } from "../part.js";
import { explained, t } from "../words.js";
import { isBySeveral, lines, results } from "../state/log.js";
import { thumbnail } from "./home.js";

/** `session`: what is shown; `beat`: changes with it. */
class ChatPage extends Part {
  #context;

  view() {
    const { session } = this;
    if (session.ended && session.ended.code !== "SESSION_EXPIRED") return this.#gone();
    const made = results(session.log);
    const all = lines(session.log, session.pending);
    return html`
      <header class="chat-head">
        ${session.product ? thumbnail(session.product) : nothing}
        <div><h1 dir="auto">${session.product?.name ?? t("loading")}</h1>
          <p class="muted">${[session.details?.format, session.details && t(`media.${session.details.mediaType}`)].filter(Boolean).join(" · ")}</p></div>
        ${this.#presenter()}
      </header>
      <div class="lines" role="log" aria-live="off" aria-label=${t("conversation")}>${repeat(all, (line) => line.key, (line) => this.#line(line, made))}</div>
      <div class="dock">${session.expired ? this.#expired() : this.#composer()}</div>`;
  }

  #line({ message, live, sent }, made) {
    if (sent || message?.sender === "user") return html`<chat-message class="line user" .message=${message} .sent=${sent}></chat-message>`;
    const { session } = this;
    const id = message?.id ?? live.id;
    return html`<ai-message class="line ai" data-id=${id} .message=${message} .live=${live} .reasons=${session.log.reasons.get(id)} .context=${this.#told()}
      .summary=${made.find((it) => it.message === message)?.summary} .comparable=${made.length > 1}></ai-message>`;
  }

  /** What every answer needs to know; the same object while it is the same. */
  #told() {
    const { session } = this;
    const { details, product, edits, chosen, expired, ready } = session;
    const several = isBySeveral(session.log);
    const known = this.#context;
    if (known && known.several === several && known.ready === ready && known.details === details && known.source === product && known.edits === edits && known.readonly === expired) return known;
    return (this.#context = { several, ready, details, source: product, edits, chosen, readonly: expired, product: product?.name, language: product?.language, format: details?.format, media: details?.mediaType });
  }

  #presenter() {
    const { session } = this;
    if (session.details?.mediaType !== "video" || session.expired) return nothing;
    return html`<button type="button" class="quiet small presenter" @click=${() => say(this, "avatars")}>${icon("person")}<span>${session.avatar?.name ?? t("avatar")}</span></button>`;
  }

  #composer() {
    const { session } = this;
    const wait = session.refusal;
    return html`
      ${wait ? html`<p class="note wrong" role="alert">${explained(wait)}</p>` : nothing}
      <chat-composer .text=${asIs(session.draft)} .placeholder=${t(`refine.${session.log.step ?? session.details?.currentStep}`) ?? t("refine")} .running=${Boolean(session.turn)} .hints=${this.#hints()}></chat-composer>`;
  }

  static #none = [];
  static #said = new Map();
  /** What one might say here. */
  #hints() {
    const { session } = this;
    const last = session.log.messages.at(-1);
    if (session.turn || session.pending.length || !last || last.sender === "user") return ChatPage.#none;
    const known = ChatPage.#said.get(last.type) ?? [1, 2].map((n) => t(`hint.${last.type}.${n}`)).filter(Boolean);
    ChatPage.#said.set(last.type, known);
    return known;
  }

  #expired() {
    return html`<div class="way-on"><p><strong>${t("expired")}</strong> ${t("expired.more")}</p>
      <button type="button" class="primary" @click=${() => say(this, "go-on")}>${icon("branch")}${t("expired.on")}</button></div>`;
  }

  #gone() {
    return html`<div class="gone"><h1>${t("gone")}</h1><p>${explained(this.session.ended)}</p><a class="button primary" href="/">${icon("plus")}${t("new")}</a></div>`;
  }
}

ChatPage.define("chat-page", "session", "beat");
