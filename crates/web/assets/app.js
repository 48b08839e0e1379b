// The page: what is shown, and what happens when a person wants something.

import "./cards/angle.js";
import "./cards/audience.js";
import "./cards/format.js";
import "./cards/others.js";
import "./cards/psychology.js";
import "./cards/results.js";
import "./dialogs/avatars.js";
import "./dialogs/compare.js";
import "./dialogs/others.js";
import "./dialogs/product.js";
import "./dialogs/script.js";
import "./views/chat.js";
import "./views/composer.js";
import "./views/home.js";
import "./views/message.js";
import "./views/sidebar.js";
import "./views/status.js";
import { asksForLostFaces } from "./cards/face.js";
import { takeOver } from "./early.js";
import { AdForge, newKey } from "./client/adforge-client.js";
import { html, nothing } from "./vendor/lit-html/lit-html.js";
import { icon, logo } from "./icons.js";
import { announcements } from "./announce.js";
import { Begin } from "./state/begin.js";
import { Session } from "./state/session.js";
import { Sessions } from "./state/sessions.js";
import { Dialogs } from "./dialogs.js";
import { follow } from "./scroll.js";
import { Part } from "./part.js";
import { wishes } from "./wishes.js";
import { language, t } from "./words.js";

class AdForgeApp extends Part {
  adforge = new AdForge();
  sessions = new Sessions(this.adforge, () => this.changed());
  begin = new Begin(this.adforge, () => this.changed());
  dialogs = new Dialogs(this);
  session;
  toast;
  beat = 0;
  /** What the server sent to be seen at once stands until there is as much to show. */
  #early = this.childElementCount > 0;

  connectedCallback() {
    document.documentElement.lang = language;
    for (const [wish, fulfil] of Object.entries(wishes)) this.addEventListener(`wish-${wish}`, (event) => fulfil(this, event.detail, event));
    this.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("popstate", () => this.#arrive());
    addEventListener("online", () => {
      this.session?.reconnect();
      asksForLostFaces(this);
    });
    addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.session?.retryNow());
    this.begin.read();
    this.sessions.read();
    this.#arrive();
    follow(this);
    super.connectedCallback();
  }

  /** Goes to an address of this page. */
  go(path) {
    if (path !== location.pathname) history.pushState(null, "", path);
    this.#arrive();
  }

  #arrive() {
    const id = /^\/chat\/([^/]+)$/.exec(location.pathname)?.[1];
    if (id !== this.session?.id) {
      this.session?.close();
      this.dialogs.close();
      this.session = id ? new Session(this.adforge, decodeURIComponent(id), (happening) => this.#hears(happening)) : undefined;
      this.sessions.read();
      scrollTo(0, 0);
    }
    this.changed();
  }

  #hears(happening) {
    if (happening?.back) asksForLostFaces(this);
    if (happening && this.session?.ready) {
      const told = announcements(this.session, happening);
      if (told) this.announce(told);
      if (happening.type === "message") this.sessions.read();
    }
    this.changed();
  }

  changed() {
    this.beat++;
    if (this.#early) {
      if (!this.session && !this.begin.formats && !this.begin.trouble) return;
      this.#early = false;
      takeOver(this);
    }
    super.changed();
  }

  /** Says something to whoever doesn't see the page. */
  announce(text) {
    this.said = text;
    this.changed();
  }

  /** Links within the page don't load it anew. */
  #clicked(event) {
    const anchor = event.target.closest?.("a[href^='/']");
    if (!anchor || anchor.hasAttribute("download") || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.dialogs.close();
    this.go(anchor.getAttribute("href"));
  }

  view() {
    const { session, sessions, begin, beat } = this;
    this.toggleAttribute("offline", session?.connection === "lost");
    document.title = session?.product ? `${session.product.name} – AdForge` : "AdForge";
    return html`
      <a class="skip" href="#main" @click=${this.#skips}>${t("skip")}</a>
      <header class="top"><button type="button" class="icon-button" aria-label=${t("menu")} @click=${() => this.dialogs.menu()}>${icon("menu")}</button><a class="brand" href="/">${logo}<span>AdForge</span></a><a class="icon-button" href="/" aria-label=${t("new")}>${icon("plus")}</a></header>
      <nav class="side" aria-label=${t("sessions")}><side-bar .sessions=${sessions} .open=${session?.id} .beat=${beat}></side-bar></nav>
      <main id="main" tabindex="-1">
        ${session
          ? html`<chat-page .session=${session} .beat=${beat}></chat-page>`
          : html`<home-page .begin=${begin.choice} .products=${begin.products} .formats=${begin.formats} .trouble=${begin.trouble} .busy=${begin.busy}></home-page>`}
      </main>
      <section class="toasts" aria-label=${t("notices")}>${session?.connection === "lost" ? html`<p class="toast quietly">${icon("offline")}${t("offline")}</p>` : nothing}${this.#undo()}${this.toast ? html`<p class="toast">${this.toast}</p>` : nothing}</section>
      <p class="unseen" role="status" aria-live="polite">${this.said ?? ""}</p>
      ${this.dialogs.view()}`;
  }

  #undo() {
    const gone = this.sessions.undoable;
    return gone ? html`<p class="toast"><span>${t("deleted")}</span><button type="button" class="quiet small" @click=${() => this.sessions.stay(gone.sessionId)}>${t("undo")}</button></p>` : nothing;
  }

  #skips = (event) => {
    event.preventDefault();
    this.querySelector("#main").focus();
  };

  /** Begins a conversation and says its first word. */
  async start(text) {
    const { product, format, media } = this.begin.choice;
    const name = this.begin.products.find((it) => it.id === product)?.name;
    const made = await this.begin.create({ productId: product, format, mediaType: media });
    if (!made) return;
    this.go(`/chat/${made.sessionId}`);
    this.session.say(text || t("first", { product: name }), { step: format ? "persona_selection" : "format_selection" });
  }

  /** Begins a conversation with a card of this one. */
  async startFrom(card) {
    const { details, id } = this.session;
    const from = card && { sessionId: id, cardId: card.id };
    const made = await this.begin.create({ productId: details.productId, mediaType: details.mediaType, format: details.format ?? undefined, from });
    if (made) this.go(`/chat/${made.sessionId}`);
    else this.shows(t("error.branch"));
  }

  /** Shows a word for a while. */
  shows(text) {
    this.toast = text;
    this.announce(text);
    clearTimeout(this.fading);
    this.fading = setTimeout(() => {
      this.toast = undefined;
      this.changed();
    }, 4000);
  }

  key = newKey;
}

AdForgeApp.define("adforge-app");
