// One conversation that is open: its log, what was said but not yet heard, and its connection.

import { newKey } from "../client/adforge-client.js";
import { kept, keep } from "./kept.js";
import * as log from "./log.js";

/** How long a connection may be lost before that is worth a word. */
const QUIETLY = 1500;

/** Follows a session and speaks in it. `changed` is called after every change. */
export class Session {
  log = log.empty;
  /** What was said and has no place in the log yet: `{key, text, badge, step, state, error}`. */
  pending = [];
  details;
  product;
  /** `connecting`, `open`, or `lost` once it is worth a word. */
  connection = "connecting";
  /** Why it takes no more turns. */
  ended;
  /** Whether everything that was there has been shown. */
  ready = false;
  /** A refusal that belongs to no message. */
  refusal;

  #adforge;
  #changed;
  #follower;
  #closing = new AbortController();
  #listens;
  /** Settles once it is listened to, or that takes too long. */
  #listening = new Promise((resolve) => {
    this.#listens = resolve;
    setTimeout(resolve, QUIETLY);
  });

  constructor(adforge, id, changed) {
    this.id = id;
    this.#adforge = adforge;
    this.#changed = changed;
    this.draft = kept(`draft.${id}`, "");
    this.avatar = kept(`avatar.${id}`);
    this.edits = kept(`edits.${id}`, {});
    this.#follow();
  }

  close() {
    this.#closing.abort();
    this.#follower.close();
  }

  /** Tries the connection again now. */
  retryNow() {
    this.#follower.retryNow();
  }

  /** The connection is likely dead, and nobody was told. */
  reconnect() {
    this.#follower.reconnect();
  }

  async #follow() {
    this.#follower = this.#adforge.follow(this.id, { after: 0 });
    this.#read();
    let quiet;
    for await (const happening of this.#follower) {
      if (happening.type === "connection") {
        if (happening.state === "open") {
          clearTimeout(quiet);
          quiet = undefined;
          this.#is("open");
        } else quiet ??= setTimeout(() => this.#is("lost"), QUIETLY);
      } else this.#hears(happening);
    }
    clearTimeout(quiet);
  }

  #is(connection) {
    if (this.connection === connection) return;
    const back = this.connection === "lost";
    this.connection = connection;
    this.#listens();
    if (back) this.#read();
    this.#changed({ type: "connection", back });
  }

  #hears(happening) {
    this.log = log.told(this.log, happening);
    if (happening.type === "ended") this.ended = happening.error;
    if (happening.type === "message") {
      const { message } = happening;
      this.pending = this.pending.filter((sent) => sent.key !== message.clientMessageId);
      if (this.ready && message.seq > (this.details?.lastSeq ?? 0)) this.#read();
    }
    this.#looksReady();
    this.#changed(happening);
  }

  #looksReady() {
    if (!this.ready && (this.ended || (this.details && this.log.messages.length >= this.details.lastSeq))) this.ready = true;
  }

  #reading = false;
  #stale = false;
  /** What is chosen, and whether it has expired: the log alone doesn't say which card a name means. */
  async #read() {
    if (this.#reading) return void (this.#stale = true);
    this.#reading = true;
    try {
      const details = await this.#adforge.sessions.get(this.id, { signal: this.#closing.signal });
      const product = this.product ?? (await this.#productOf(details));
      this.details = details;
      this.product = product;
    } catch (error) {
      if (error.status === 404 || error.status === 401) this.ended ??= error;
    }
    this.#reading = false;
    if (this.#stale) {
      this.#stale = false;
      return this.#read();
    }
    this.#looksReady();
    this.#changed();
  }

  async #productOf({ productId }) {
    try {
      return await this.#adforge.products.get(productId);
    } catch (error) {
      if (error.status !== 404) throw error;
      // An erased product goes on in its sessions.
      return (await this.#adforge.sessions.context(this.id)).product;
    }
  }

  /** Whether the session takes no more turns. */
  get expired() {
    return this.details?.status === "expired" || this.ended?.code === "SESSION_EXPIRED";
  }

  get chosen() {
    return this.details?.selections ?? {};
  }

  /** The turn under way. */
  get turn() {
    return log.turnOf(this.log);
  }

  setDraft(text) {
    this.draft = text;
    keep(`draft.${this.id}`, text);
  }

  setAvatar(avatar) {
    this.avatar = avatar;
    keep(`avatar.${this.id}`, avatar);
    this.#changed();
  }

  /** The words of a script as the user wants them filmed; none for as they were written. */
  setEdit(cardId, script) {
    this.edits = { ...this.edits, [cardId]: script };
    if (!script) delete this.edits[cardId];
    keep(`edits.${this.id}`, Object.keys(this.edits).length ? this.edits : undefined);
    this.#changed();
  }

  /** Says something; what runs is interrupted. Resolves once it is in the log, or refused. */
  say(text, { badge, step, context } = {}) {
    const turn = { message: text, currentStep: step, context, onBusy: "interrupt" };
    return this.#send({ text, badge, step }, (key, options) => this.#adforge.turns.start(this.id, { ...turn, clientMessageId: key }, options));
  }

  /** Has a script filmed, or drawn. */
  render(kind, scriptId, { title, script, avatarId } = {}) {
    const body = { scriptId, avatarId, context: script && { script } };
    const badge = { label: "Script", value: title };
    return this.#send({ text: "", badge, step: `${kind}_generation` }, (key, options) => this.#adforge.renders[kind](this.id, { ...body, clientMessageId: key }, options));
  }

  async #send(what, ask) {
    const key = newKey();
    this.refusal = undefined;
    this.#pends({ ...what, key, state: "sending" });
    // Why an answer is as it is, is told once, to whoever listens: a conversation that was opened just now listens first.
    await this.#listening;
    try {
      const onUnheard = () => this.#pends({ ...what, key, state: "waiting" });
      const begun = await ask(key, { insist: true, signal: this.#closing.signal, onUnheard });
      const known = this.log.messages.some((message) => message.id === begun.userMessageId);
      if (known) this.#settles(key);
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#pends({ ...what, key, state: "refused", error, again: () => (this.#settles(key), this.#send(what, ask)) });
      if (error.status === 410 || error.status === 404) this.#read();
    }
  }

  #pends(sent) {
    // Its message may have been told before its request was answered.
    if (this.log.messages.some((message) => message.clientMessageId === sent.key)) return;
    const others = this.pending.filter((known) => known.key !== sent.key && known.state !== "refused");
    this.pending = [...others, sent];
    this.#changed();
  }

  #settles(key) {
    this.pending = this.pending.filter((sent) => sent.key !== key);
    this.#changed();
  }

  /** Takes a refused message off the screen. */
  dismiss(key) {
    this.#settles(key);
  }

  /** Asks once more for what failed. */
  again(message) {
    const asked = log.askedFor(this.log, message);
    if (!asked) return;
    const { data } = asked;
    if (asked.type === "selection_summary") {
      const kind = asked.step === "image_generation" ? "image" : "video";
      return this.render(kind, data.scriptId, { title: data.value, script: data.edited ? data.script : undefined, avatarId: data.avatarId });
    }
    const words = { Target: "persona", Angle: "angle", Script: "script", Format: "format" };
    const text = asked.content || (data?.isSelection ? `Selected ${words[data.label]}: ${data.value}` : "");
    return this.say(text, { step: asked.step, badge: data?.isSelection ? { label: data.label, value: data.value } : undefined });
  }

  async stop() {
    try {
      await this.#adforge.turns.cancel(this.id);
    } catch (error) {
      if (error.code !== "NOTHING_RUNNING") this.#refused(error);
    }
  }

  async stopRender(jobId) {
    try {
      await this.#adforge.jobs.cancel(jobId);
    } catch (error) {
      if (error.code !== "NOTHING_RUNNING") this.#refused(error);
    }
  }

  #refused(error) {
    this.refusal = error;
    this.#changed();
  }
}
