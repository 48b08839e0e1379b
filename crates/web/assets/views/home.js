// Where a new ad begins: its product, its format, its medium, and a first word.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { live as asIs } from "../vendor/lit-html/directives/live.js";
import { icon } from "../icons.js";
import { picture } from "../media.js";
import { Part, say } from "../part.js";
import { explained, price, t } from "../words.js";

/** How many products a new store has: as many places stand there until they are known. */
const DEMONSTRATED = 7;

/** `begin`: what is chosen; `products`, `formats`: what there is, undefined while it isn't known; `trouble`. */
class HomePage extends Part {
  #shown = false;

  view() {
    const { begin, products, trouble } = this;
    const product = products?.find((it) => it.id === begin.product);
    return html`
      <header class="hero"><h1>${t("hero")}</h1><p>${t("hero.more")}</p></header>
      <section aria-labelledby="product-title">
        <div class="section-head"><h2 id="product-title">${t("product")}</h2><button type="button" class="quiet small add" @click=${() => say(this, "new-product")}>${icon("plus")}${t("product.add")}</button></div>
        ${products?.length === 0 ? html`<div class="products none"><p>${t("product.none")}</p></div>` : this.#products()}
      </section>
      <format-selector .formats=${this.formats} .media=${begin.media} .value=${begin.format}></format-selector>
      <div class="dock">
        ${trouble ? html`<div class="note wrong" role="alert"><p>${explained(trouble)}</p>${trouble.retryable || trouble.code === "OFFLINE" ? html`<button type="button" class="quiet small" @click=${() => say(this, "retry")}>${icon("again")}${t("again")}</button>` : nothing}</div>` : nothing}
        <chat-composer .text=${asIs(begin.text)} .placeholder=${product ? t("first", { product: product.name }) : t("first.none")} .label=${t("start")} .disabled=${!product || this.busy}></chat-composer>
      </div>`;
  }

  /** The chosen product is brought into view, where there are many. */
  drawn() {
    if (this.#shown || !this.products) return;
    this.#shown = true;
    const list = this.querySelector(".products");
    const chosen = list?.querySelector(":checked")?.closest("li").getBoundingClientRect();
    if (!chosen) return;
    const edges = list.getBoundingClientRect();
    list.scrollBy({ top: Math.max(0, chosen.bottom - edges.bottom + 8), left: Math.max(0, chosen.right - edges.right + 8), behavior: "instant" });
  }

  #products() {
    const { products, begin } = this;
    const one = (product) => html`<li><label class="product">
      <input type="radio" name="product" value=${product.id} .checked=${begin.product === product.id} @change=${() => say(this, "begin", { product: product.id })}>
      ${thumbnail(product)}
      <span class="product-name" dir="auto">${product.name}</span>
      <span class="muted" dir="auto">${[product.brand, price(product.price, product.currency)].filter(Boolean).join(" · ")}</span>
    </label></li>`;
    return html`<ul class="products">
      ${products ? repeat(products, (it) => it.id, one) : Array.from({ length: DEMONSTRATED }, () => html`<li class="product ghost"></li>`)}
    </ul>`;
  }
}

/** `formats`, `media`, `value`: which of them. */
class FormatSelector extends Part {
  view() {
    const shown = this.formats?.filter((format) => format.media.includes(this.media));
    return html`<section aria-labelledby="format-title">
      <div class="section-head"><h2 id="format-title">${t("format.select")}</h2>${this.#media()}</div>
      <ul class="formats">${shown ? repeat(shown, (it) => it.id, (it) => this.#one(it)) : [1, 2, 3, 4].map(() => html`<li class="format ghost"></li>`)}</ul>
    </section>`;
  }

  #media() {
    const option = (value) => html`<label><input type="radio" name="media" value=${value} .checked=${this.media === value} @change=${() => say(this, "begin", { media: value })}><span>${icon(value)}${t(`media.${value}`)}</span></label>`;
    return html`<div class="segments" role="radiogroup" aria-label=${t("media")}>${option("video")}${option("image")}</div>`;
  }

  #one(format) {
    return html`<li><label class="format">
      <input type="radio" name="format" value=${format.id} aria-describedby="about-${format.id}" .checked=${this.value === format.id} @change=${() => say(this, "begin", { format: format.id })}>
      <span class="format-name">${format.name}</span>
      <span class="muted" id="about-${format.id}">${t(`format.${format.id}`) ?? format.description}</span>
    </label></li>`;
  }
}

/** A product's picture, or its first letter. */
export function thumbnail(product) {
  const shown = picture(product);
  return shown
    ? html`<img class="thumb" src=${shown} alt="" width="64" height="64" loading="lazy">`
    : html`<span class="thumb letter" aria-hidden="true">${[...(product?.name ?? "?")][0]}</span>`;
}

HomePage.define("home-page", "begin", "products", "formats", "trouble", "busy");
FormatSelector.define("format-selector", "formats", "media", "value");
