// What a new conversation begins with: products and formats to choose from, what is chosen, and the beginning itself.

import { newKey } from "../client/adforge-client.js";
import { kept, keep } from "./kept.js";

/** The choice before a conversation. `changed` is called after every change. */
export class Begin {
  products;
  formats;
  trouble;
  busy = false;
  choice = kept("begin", { media: "video", text: "" });
  #adforge;
  #changed;
  #key = newKey();

  constructor(adforge, changed) {
    this.#adforge = adforge;
    this.#changed = changed;
  }

  /** Reads what there is to choose from; each is shown as soon as it is there. */
  async read() {
    try {
      await Promise.all([this.#readFormats(), this.#readProducts()]);
      this.trouble = undefined;
    } catch (error) {
      this.trouble = error;
    }
    this.#changed();
  }

  async #readFormats() {
    this.formats ??= await this.#adforge.formats();
    this.#changed();
  }

  async #readProducts() {
    const all = [];
    let cursor;
    do {
      const page = await this.#adforge.products.list({ cursor, limit: 100 });
      all.push(...page.products);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    this.products = all;
    if (!all.some((it) => it.id === this.choice.product)) this.choose({ product: all[0]?.id });
    this.#changed();
  }

  /** Changes the choice. */
  choose(change) {
    this.choice = { ...this.choice, ...change };
    const format = this.formats?.find((it) => it.id === this.choice.format);
    if (format && !format.media.includes(this.choice.media)) this.choice.format = undefined;
    keep("begin", this.choice);
    // Another choice is another conversation.
    this.#key = newKey();
    this.#changed();
  }

  /** Begins a conversation; nothing when that was refused. */
  async create(session) {
    this.busy = true;
    this.trouble = undefined;
    this.#changed();
    try {
      const made = await this.#adforge.sessions.create(session, { key: session.from ? undefined : this.#key });
      this.choose({ text: "" });
      return made;
    } catch (error) {
      this.trouble = error;
    } finally {
      this.busy = false;
      this.#changed();
    }
  }

  /** Makes a product, with its picture, and chooses it. */
  async save(product, image) {
    let made = await this.#adforge.products.save(product);
    if (image) made = await this.#adforge.products.savePicture(made.id, image);
    this.products = [made, ...(this.products ?? [])];
    this.choose({ product: made.id });
    return made;
  }
}
