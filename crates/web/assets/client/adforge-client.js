// A client of AdForge for browsers and Node (20 and newer): no dependency, no build step.
//
//   const adforge = new AdForge({ baseUrl: "http://127.0.0.1:8080" });
//   const { sessionId } = await adforge.sessions.create({ productId: "1", format: "Hybrid Format" });
//   await adforge.turns.start(sessionId, { message: "Generate ads", currentStep: "persona_selection" });
//   for await (const told of adforge.follow(sessionId, { after: 0 })) console.log(told);

import { Follower } from "./follow.js";
import { AdForgeError, Wire, newKey, pause, query, refused } from "./request.js";
import { events } from "./sse.js";

export { AdForgeError, newKey } from "./request.js";

const chat = (id) => `/api/chat/sessions/${encodeURIComponent(id)}`;
const LONGEST_WAIT = 8000;

/** One server, as one user sees it. Every method throws an `AdForgeError` when it is refused. */
export class AdForge {
  /** @param {{baseUrl?: string, token?: string | (() => string | Promise<string>), fetch?: typeof fetch}} [options] */
  constructor(options = {}) {
    const wire = (this.wire = new Wire(options));
    const ask = (...args) => wire.json(...args);

    this.products = {
      list: (page, rest) => ask("GET", `/api/products${query(page)}`, rest),
      get: (id, rest) => ask("GET", `/api/products/${encodeURIComponent(id)}`, rest),
      save: (product, rest) => ask("POST", "/api/products", { ...rest, value: product }),
      erase: (id, rest) => ask("DELETE", `/api/products/${encodeURIComponent(id)}`, rest),
      savePicture: (id, picture, rest) => ask("PUT", `/api/products/${encodeURIComponent(id)}/image`, { ...rest, body: picture }),
    };

    this.sessions = {
      create: (session, { key = newKey(), ...rest } = {}) => ask("POST", "/api/chat/sessions", { ...rest, key, value: session }),
      list: (page, rest) => ask("GET", `/api/chat/sessions${query(page)}`, rest),
      get: (id, rest) => ask("GET", chat(id), rest),
      context: (id, rest) => ask("GET", `${chat(id)}/context`, rest),
      messages: (id, page, rest) => ask("GET", `${chat(id)}/messages${query(page)}`, rest),
      erase: (id, rest) => ask("DELETE", chat(id), rest),
    };

    this.turns = {
      start: (id, turn, options) => this.#start(id, keyed(turn), options),
      ask: (id, turn, rest) => ask("POST", `${chat(id)}/messages`, { ...rest, value: keyed(turn) }),
      cancel: (id, rest) => ask("POST", `${chat(id)}/cancel`, { ...rest, value: {} }),
    };

    this.renders = {
      video: (id, render, options) => this.#render(id, "video", render, options),
      image: (id, render, options) => this.#render(id, "image", render, options),
    };

    this.jobs = {
      get: (id, rest) => ask("GET", `/api/jobs/${encodeURIComponent(id)}`, rest),
      cancel: (id, rest) => ask("POST", `/api/jobs/${encodeURIComponent(id)}/cancel`, { ...rest, value: {} }),
      finished: (id, options) => this.#finished(id, options),
    };
  }

  /** The ad formats, best first. */
  async formats(rest) {
    return (await this.wire.json("GET", "/api/formats", rest)).formats;
  }

  /** Who may present a film. */
  avatars(filter, rest) {
    return this.wire.json("GET", `/api/avatars/marketplace${query(filter)}`, rest);
  }

  /** What happens in a session: see `Follower`. */
  follow(sessionId, options) {
    return new Follower(this.wire, sessionId, options);
  }

  #start(id, turn, options) {
    return this.#insist(options, () => this.#begin(id, turn, options));
  }

  /** Sends a turn and waits only until it is accepted: it goes on without us, and `follow` tells the rest. */
  async #begin(id, turn, { signal } = {}) {
    const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };
    const response = await this.wire.open("POST", `${chat(id)}/messages`, { headers, signal, body: JSON.stringify(turn) });
    if (!response.ok) throw await refused(response);
    try {
      for await (const { id: seq, data } of events(response.body)) {
        if (data?.messageId) return { messageId: data.messageId, userMessageId: data.userMessageId, seq };
      }
    } catch (error) {
      if (signal?.aborted) throw signal.reason ?? error;
    }
    throw new AdForgeError({ code: "OFFLINE", message: "The answer broke off.", retryable: true });
  }

  #render(id, kind, render, options = {}) {
    const value = keyed(render);
    return this.#insist(options, () => this.wire.json("POST", `${chat(id)}/${kind}`, { signal: options.signal, value }));
  }

  /** Asks again while nobody answers. What is asked has a key, so the server does it once. */
  async #insist({ insist = false, signal, onUnheard } = {}, ask) {
    for (let wait = 250; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        return await ask();
      } catch (error) {
        if (!insist || !error.isUnheard) throw error;
        onUnheard?.(error);
        await pause(wait, signal);
        signal?.throwIfAborted();
      }
    }
  }

  /** Polls a job until it is over. */
  async #finished(id, { signal, every = 1000, onProgress } = {}) {
    for (;;) {
      const job = await this.#insist({ insist: true, signal }, () => this.jobs.get(id, { signal }));
      onProgress?.(job);
      if (!["queued", "processing"].includes(job.status)) return job;
      await pause(every, signal);
      signal?.throwIfAborted();
    }
  }
}

/** With a key, so that it can be said twice and is done once. */
function keyed(value) {
  return { clientMessageId: newKey(), ...value };
}
