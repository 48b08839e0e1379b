// One request: its address, its token, its answer or its error.

/** What went wrong: the server's own error, or `OFFLINE` where there was no answer. */
export class AdForgeError extends Error {
  constructor(error, { status = 0, retryAfter } = {}) {
    super(error.message ?? "The server gave an answer that can't be read.");
    this.name = "AdForgeError";
    this.code = error.code ?? "UNAVAILABLE";
    this.status = status;
    this.retryable = error.retryable ?? false;
    this.requestId = error.requestId;
    this.details = error.details ?? {};
    this.retryAfter = retryAfter ?? this.details.retryAfter;
  }

  /** Whether no answer came, so that nobody knows whether the server has heard. */
  get isUnheard() {
    return this.code === "OFFLINE" || this.status === 502 || this.status === 504 && this.code === "UNAVAILABLE";
  }
}

/** Speaks HTTP with one server, as one user. */
export class Wire {
  /** @param {{baseUrl?: string, token?: string | (() => string | Promise<string>), fetch?: typeof fetch}} options */
  constructor({ baseUrl = "", token, fetch: ask = globalThis.fetch } = {}) {
    this.base = baseUrl.replace(/\/+$/, "");
    this.token = token;
    this.ask = (...args) => ask(...args);
  }

  /** The answer to a request, whatever it says; `OFFLINE` where none came. */
  async open(method, path, { body, headers = {}, signal, keepalive } = {}) {
    const token = typeof this.token === "function" ? await this.token() : this.token;
    const all = { ...headers, ...(token && { Authorization: `Bearer ${token}` }) };
    try {
      return await this.ask(this.base + path, { method, body, headers: all, signal, keepalive, cache: "no-store" });
    } catch (error) {
      if (signal?.aborted) throw signal.reason ?? error;
      throw new AdForgeError({ code: "OFFLINE", message: "The server can't be reached.", retryable: true });
    }
  }

  /** The JSON that a request is answered with; nothing for 204. Throws an `AdForgeError`. */
  async json(method, path, { value, body, headers = {}, key, ...rest } = {}) {
    const typed = value === undefined ? {} : { "Content-Type": "application/json" };
    const keyed = key ? { "Idempotency-Key": key } : {};
    const sent = value === undefined ? body : JSON.stringify(value);
    const response = await this.open(method, path, { ...rest, body: sent, headers: { Accept: "application/json", ...typed, ...keyed, ...headers } });
    if (!response.ok) throw await refused(response);
    return response.status === 204 ? undefined : read(response);
  }
}

/** The error that an answer is. */
export async function refused(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  const error = await response.json().catch(() => ({ retryable: response.status >= 500 }));
  return new AdForgeError(error, { status: response.status, retryAfter: seconds > 0 ? seconds : undefined });
}

async function read(response) {
  try {
    return await response.json();
  } catch {
    throw new AdForgeError({ code: "OFFLINE", message: "The answer broke off.", retryable: true });
  }
}

/** `?a=1&b=2` of what is there. */
export function query(values = {}) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
}

/** A key that nobody else has. */
export function newKey() {
  // Outside of a secure context a browser has no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Waits so many milliseconds; less when `signal` says so. */
export function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
    if (signal?.aborted) done();
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}
