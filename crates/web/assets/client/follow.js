// Following a session: every message once and in order, however often the connection breaks.

import { AdForgeError, pause, query, refused } from "./request.js";
import { events } from "./sse.js";

const FIRST_WAIT = 250;
const LONGEST_WAIT = 8000;

/**
 * What happens in a session, from message `after` on; without `after`, from now on. It is an async iterable that ends
 * when `close()` is called, or when the session is gone. It reconnects by itself, resumes by the last number that it has, and
 * reads from history what a stream has passed over.
 */
export class Follower {
  #wire;
  #path;
  #options;
  #closing = new AbortController();
  #attempt = new AbortController();
  #wake = new AbortController();
  /** The number of the last message that was told. */
  last;

  constructor(wire, sessionId, { after, partial = true, silence = 40_000, signal } = {}) {
    this.#wire = wire;
    this.#path = `/api/chat/sessions/${encodeURIComponent(sessionId)}`;
    this.#options = { partial, silence };
    this.last = after;
    signal?.addEventListener("abort", () => this.close(), { once: true });
    if (signal?.aborted) this.close();
  }

  /** Ends it. */
  close() {
    this.#closing.abort();
    this.#attempt.abort();
    this.#wake.abort();
  }

  /** Tries at once if it is waiting to try again. */
  retryNow() {
    this.#wake.abort();
  }

  /** Gives the connection up for a new one, for whoever knows better that it is dead. */
  reconnect() {
    this.#attempt.abort();
    this.#wake.abort();
  }

  async *[Symbol.asyncIterator]() {
    let wait = FIRST_WAIT;
    while (!this.#closing.signal.aborted) {
      let trouble;
      try {
        for await (const told of this.#connection()) {
          // Only a connection that says something is a good one.
          wait = FIRST_WAIT;
          yield told;
          if (told.type === "ended") return;
        }
      } catch (error) {
        trouble = error;
      }
      if (this.#closing.signal.aborted) return;
      if (trouble && isFinal(trouble)) {
        yield { type: "ended", error: trouble };
        return;
      }
      if (trouble?.details?.lastSeq !== undefined) {
        // The log is another one than that which was followed.
        this.last = 0;
        yield { type: "reset" };
        continue;
      }
      const seconds = trouble?.retryAfter ? trouble.retryAfter * 1000 : wait * (0.75 + Math.random() / 2);
      yield { type: "connection", state: "lost", error: trouble, retryIn: seconds };
      this.#wake = new AbortController();
      if (this.#closing.signal.aborted) return;
      await pause(seconds, this.#wake.signal);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }

  /** One connection, to its end. */
  async *#connection() {
    const attempt = (this.#attempt = new AbortController());
    let quiet;
    const heard = () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => attempt.abort(), this.#options.silence);
    };
    try {
      heard();
      const address = this.#path + "/stream" + query({ partial: this.#options.partial || undefined, lastEventId: this.last });
      const response = await this.#wire.open("GET", address, { headers: { Accept: "text/event-stream" }, signal: attempt.signal });
      if (!response.ok) throw await refused(response);
      yield { type: "connection", state: "open" };
      for await (const event of events(response.body)) {
        heard();
        if (!event.comment) yield* this.#told(event);
      }
    } catch (error) {
      if (error instanceof AdForgeError) throw error;
      // A stream that breaks, or was given up, is followed by the next.
    } finally {
      clearTimeout(quiet);
    }
  }

  /** What an event says, after what is missing before it. */
  async *#told({ id, data }) {
    const message = asMessage(id, data);
    if (id !== undefined) {
      if (this.last === undefined) this.last = message ? id - 1 : id;
      if (id > this.last + (message ? 1 : 0)) yield* this.#missing(message ? id - 1 : id);
      if (message) {
        if (id <= this.last) return;
        this.last = id;
      }
    }
    yield message ? { type: "message", message } : asProgress(data);
  }

  /** The messages up to `until`, from history. */
  async *#missing(until) {
    while (this.last < until) {
      const page = await this.#wire.json("GET", `${this.#path}/messages${query({ after: this.last, limit: 200 })}`, { signal: this.#attempt.signal });
      const next = page.messages.filter((message) => message.seq > this.last && message.seq <= until);
      if (!next.length) return;
      for (const message of next) {
        this.last = message.seq;
        yield { type: "message", message };
      }
    }
  }
}

/** No later try will go better. */
function isFinal(error) {
  return error.status >= 400 && error.status < 500 && error.status !== 429 && error.details?.lastSeq === undefined;
}

/** A durable event as history tells it. */
function asMessage(seq, event) {
  if (seq === undefined) return undefined;
  if (event.type === "user_message") return { ...event.message, seq, clientMessageId: event.clientMessageId };
  if (!event.messageId || event.type === "ai_response_start") return undefined;
  if (event.type === "error") {
    const { code, message, retryable } = event;
    return { id: event.messageId, seq, sender: "ai", type: "error", content: message, data: { code, message, retryable } };
  }
  return { id: event.messageId, seq, sender: "ai", type: event.type, generator: event.generator, data: event.data };
}

function asProgress(event) {
  const { messageId } = event;
  switch (event.type) {
    case "session_state":
      return { ...event, type: "state" };
    case "ai_response_start":
      return { ...event, type: "start" };
    case "ai_response_complete":
      return { type: "complete", messageId };
    case "video_generation_started":
    case "image_generation_started":
      return { ...event, type: "queued", kind: event.type.split("_")[0] };
    case "status_update":
      return { type: "status", messageId, ...event.data };
    case "reasoning":
      return { type: "reasoning", messageId, lines: event.data.reasoning };
    case "content_delta":
      return { type: "card", messageId, contentType: event.contentType, index: event.index, item: event.item };
    case "error":
      return { type: "ended", error: new AdForgeError(event, { status: 410 }) };
    default:
      return event;
  }
}
