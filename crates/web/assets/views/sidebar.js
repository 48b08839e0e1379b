// All conversations: to find, to open, to delete.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { icon, logo } from "../icons.js";
import { Part, say } from "../part.js";
import { explained, moment, t } from "../words.js";

/** `sessions`: the list; `open`: the id of the one that is open; `beat`: changes with them. */
class SideBar extends Part {
  view() {
    const { sessions } = this;
    return html`
      <a class="brand" href="/">${logo}<span>AdForge</span></a>
      <a class="button quiet new" href="/">${icon("plus")}${t("new")}</a>
      ${sessions.all.length > 5 || sessions.search ? html`<label class="search">${icon("search")}<span class="unseen">${t("search")}</span><input type="search" placeholder=${t("search")} .value=${sessions.search} @input=${(event) => say(this, "search", { text: event.target.value })}></label>` : nothing}
      ${this.#list()}`;
  }

  #list() {
    const { sessions } = this;
    if (sessions.error && !sessions.loaded) return html`<p class="muted empty">${explained(sessions.error)}</p>`;
    if (!sessions.loaded) return nothing;
    const shown = sessions.shown;
    if (!shown.length) return html`<p class="muted empty">${sessions.search ? t("search.none") : t("sessions.none")}</p>`;
    return html`<ul class="sessions">${repeat(shown, (it) => it.sessionId, (it) => this.#one(it))}</ul>`;
  }

  #one(session) {
    const { sessionId, selections, status, updatedAt } = session;
    const product = this.sessions.product(session) || t("product.gone");
    const name = selections.persona ? `${product} – ${selections.persona.name}` : product;
    return html`<li>
      <a href="/chat/${sessionId}" aria-current=${this.open === sessionId ? "page" : nothing}>
        <span class="session-name" dir="auto">${product}</span>
        <span class="muted"><span class="session-persona" dir="auto">${selections.persona?.name ?? t("persona.none")}</span><span>${status === "expired" ? t("expired.short") : moment(updatedAt)}</span></span>
      </a>
      <button type="button" class="icon-button" aria-label="${t("delete")}: ${name}" title=${t("delete")} @click=${() => say(this, "delete", { id: sessionId })}>${icon("trash")}</button>
    </li>`;
  }
}

SideBar.define("side-bar", "sessions", "open", "beat");
