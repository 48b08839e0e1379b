// A product of one's own, with its picture.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { icon } from "../icons.js";
import { say } from "../part.js";
import { explained, t } from "../words.js";
import { Modal } from "./modal.js";

const LISTS = ["benefits", "ingredients", "claims"];

/** `busy`, `trouble`: how saving goes. Tells `save-product` with `{product, picture}`. */
class ProductForm extends Modal {
  size = "large";
  #shown;

  title() {
    return t("product.add");
  }

  body() {
    const field = (name, input) => html`<div class="field ${name}"><label for="product-${name}">${t(`field.${name}`)}</label>${input}${t(`field.${name}.more`) ? html`<p class="muted" id="about-${name}">${t(`field.${name}.more`)}</p>` : nothing}</div>`;
    const line = (name, extra = {}) => field(name, html`<input id="product-${name}" name=${name} type=${extra.type ?? "text"} ?required=${extra.required} maxlength=${extra.most ?? 200} inputmode=${extra.mode ?? "text"} dir="auto">`);
    const lines = (name) => field(name, html`<textarea id="product-${name}" name=${name} rows="3" dir="auto" aria-describedby="about-${name}"></textarea>`);
    return html`<form class="modal-body" @submit=${this.#save}>
      ${line("name", { required: true })}
      ${field("description", html`<textarea id="product-description" name="description" rows="4" maxlength="4000" dir="auto"></textarea>`)}
      <div class="field picture"><label for="product-picture">${t("field.picture")}</label>
        <div class="upload">${this.#shown ? html`<img class="thumb" src=${this.#shown} alt="" width="64" height="64" @error=${this.#torn}>` : html`<span class="thumb letter">${icon("image")}</span>`}
        <input id="product-picture" name="picture" type="file" accept="image/png,image/jpeg,image/webp" aria-describedby="about-picture" @change=${this.#picked}></div>
        <p class="muted" id="about-picture">${t("field.picture.more")}</p></div>
      <div class="field-row">${line("brand")}${line("category")}</div>
      <div class="field-row">${line("price", { mode: "decimal", most: 20 })}
        ${field("currency", html`<select id="product-currency" name="currency">${["EUR", "USD", "GBP", "CHF", "CAD"].map((it) => html`<option>${it}</option>`)}</select>`)}</div>
      ${LISTS.map(lines)}
      <footer class="modal-foot">${this.trouble ? html`<p class="note wrong" role="alert">${explained(this.trouble)}</p>` : nothing}<button type="button" class="quiet" @click=${() => this.close()}>${t("cancel")}</button>
        <button type="submit" class="primary" ?disabled=${this.busy}>${t("product.save")}</button></footer>
    </form>`;
  }

  #picked = (event) => {
    if (this.#shown) URL.revokeObjectURL(this.#shown);
    const [file] = event.target.files;
    this.#shown = file && URL.createObjectURL(file);
    this.changed();
  };

  /** It is no picture, or none that this browser knows. */
  #torn = () => {
    this.#shown = undefined;
    this.changed();
  };

  #save = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const text = (name) => form.get(name).trim() || undefined;
    const list = (name) => form.get(name).split("\n").map((it) => it.trim()).filter(Boolean);
    const price = Number((text("price") ?? "").replace(/\s/g, "").replace(",", "."));
    const picture = form.get("picture");
    const product = { name: text("name"), description: text("description"), brand: text("brand"), category: text("category") };
    for (const name of LISTS) product[name] = list(name);
    if (text("price")) Object.assign(product, { price, currency: text("currency") });
    say(this, "save-product", { product, picture: picture.size ? picture : undefined });
  };
}

ProductForm.define("product-form", "busy", "trouble");
