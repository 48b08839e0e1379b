// All conversations: the list, its names, deletion with time to think again.

import { kept, keep, onKept } from "./kept.js";

/** How long a deletion can be taken back, in milliseconds. */
export const UNDO = 8000;
const PAGE = 100;

/** The list of sessions and products. `changed` is called after every change. */
export class Sessions {
  all = [];
  products = new Map();
  loaded = false;
  error;
  search = "";
  #adforge;
  #changed;
  /** Deletions that can still be taken back: id → when they can't any more. */
  #leaving = kept("leaving", {});

  constructor(adforge, changed) {
    this.#adforge = adforge;
    this.#changed = changed;
    onKept("leaving", (leaving) => {
      this.#leaving = leaving ?? {};
      changed();
    });
    // A tab that closes keeps its word.
    addEventListener("pagehide", () => this.#erase(Object.keys(this.#leaving), true));
    const left = Object.entries(this.#leaving);
    for (const [id, until] of left) setTimeout(() => this.#overdue(id), Math.max(0, until - Date.now()));
  }

  /** Reads the list anew. */
  async read() {
    try {
      const [sessions, products] = await Promise.all([this.#sessions(), this.#products()]);
      this.all = sessions;
      this.products = new Map(products.map((product) => [product.id, product]));
      this.loaded = true;
      this.error = undefined;
    } catch (error) {
      this.error = error;
    }
    this.#changed();
  }

  async #sessions() {
    return everything((page) => this.#adforge.sessions.list(page), "sessions");
  }

  async #products() {
    return everything((page) => this.#adforge.products.list(page), "products");
  }

  /** What is shown of the list: without what is leaving, and only what is searched for. */
  get shown() {
    const wanted = fold(this.search).split(/\s+/).filter(Boolean);
    const words = (session) => fold([this.product(session), session.selections.persona?.name, session.selections.angle?.title, session.format].join(" "));
    return this.all.filter((session) => !(session.sessionId in this.#leaving) && wanted.every((word) => words(session).includes(word)));
  }

  /** The deletion that can be taken back now. */
  get undoable() {
    const [id] = Object.entries(this.#leaving).sort(([, a], [, b]) => b - a)[0] ?? [];
    return this.all.find((session) => session.sessionId === id);
  }

  product(session) {
    return this.products.get(session.productId)?.name ?? "";
  }

  /** Deletes a session, unless it is taken back in time. */
  leave(id) {
    this.#keep({ ...this.#leaving, [id]: Date.now() + UNDO });
    setTimeout(() => this.#overdue(id), UNDO);
  }

  /** Takes a deletion back. */
  stay(id) {
    const { [id]: _, ...others } = this.#leaving;
    this.#keep(others);
  }

  #overdue(id) {
    // It may have been taken back, and put off again.
    if (this.#leaving[id] <= Date.now()) this.#erase([id]);
  }

  #keep(leaving) {
    this.#leaving = leaving;
    keep("leaving", Object.keys(leaving).length ? leaving : undefined);
    this.#changed();
  }

  #erase(ids, keepalive = false) {
    // All at once: a page that is left sends nothing later.
    return Promise.all(ids.map((id) => this.#eraseOne(id, keepalive)));
  }

  async #eraseOne(id, keepalive) {
    try {
      await this.#adforge.sessions.erase(id, { keepalive });
    } catch (error) {
      // Without an answer it is tried again by the next page that opens; gone already is as good.
      if (error.status !== 404) return;
    }
    this.all = this.all.filter((session) => session.sessionId !== id);
    this.stay(id);
  }
}

async function everything(read, plural) {
  const all = [];
  let cursor;
  do {
    const page = await read({ cursor, limit: PAGE });
    all.push(...page[plural]);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return all;
}

/** Without case and accents, as people search. */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
