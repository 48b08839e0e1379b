// Types of adforge-client.js. What a field means is told in docs/api.md and in the server's OpenAPI document.

export interface Options {
  /** Where the server is; where the page comes from when absent. */
  baseUrl?: string;
  /** A bearer token, or what gives one for each request. */
  token?: string | (() => string | Promise<string>);
  fetch?: typeof fetch;
}

export type MediaType = "video" | "image";
export type Step =
  | "format_selection" | "persona_selection" | "persona_impact" | "angle_selection" | "psychology_selection"
  | "script_generation" | "script_details" | "video_generation" | "image_generation";

export interface Page { cursor?: string; limit?: number }
export interface Request { signal?: AbortSignal; keepalive?: boolean }
/** `insist`: ask again while nobody answers, with the same key, so that it is done once. */
export interface Insist { signal?: AbortSignal; insist?: boolean; onUnheard?: (error: AdForgeError) => void }

export interface NewProduct {
  name: string; externalId?: string; slug?: string; description?: string; category?: string; price?: number; currency?: string;
  brand?: string; benefits?: string[]; ingredients?: string[]; claims?: string[]; imageUrl?: string; url?: string; language?: string;
}
export interface Product extends NewProduct { id: string }

export interface Format {
  id: string; name: string; description: string; bestFor: string[]; media: MediaType[]; beats?: unknown[]; definition?: string;
}
export interface Avatar { id: string; name: string; gender: string; ageRange: string; languages: string[]; imageUrl: string }
export interface AvatarFilter extends Page { gender?: "female" | "male"; ageRange?: string; language?: string }

export interface NewSession {
  productId: string; format?: string; mediaType?: MediaType; userId?: string;
  /** A card of an earlier session to begin with. */
  from?: { sessionId: string; cardId: string };
}
export interface Choice { id: string; name: string; title: string }
export interface Session {
  sessionId: string; productId: string; format: string | null; mediaType: MediaType; status: "active" | "expired";
  currentStep: Step; selections: { format?: string; persona?: Choice; angle?: Choice; psychology?: Choice };
  lastSeq: number; createdAt: string; updatedAt: string; expiresAt: string | null; generator: string; userId: string | null;
}

export type Pick = string | { id?: string; name?: string; title?: string };
export interface Turn {
  message?: string; currentStep?: Step; clientMessageId?: string; onBusy?: "interrupt";
  context?: { selectedFormat?: Pick; selectedPersona?: Pick; selectedAngle?: Pick; selectedPsychology?: Pick };
}
export interface Script { hook: string; body: string; cta: string }
export interface Render { scriptId: string; avatarId?: string; clientMessageId?: string; context?: { script?: Script | string } }

export interface TurnStarted { messageId: string; userMessageId?: string; seq?: number }
export interface RenderStarted {
  type: "video_generation_started" | "image_generation_started"; jobId: string; status: string; estimatedTime?: string;
  messageId: string; userMessageId: string; clientMessageId?: string;
}

export interface Persona {
  id: string; name: string; avatar: string; label: string; labelColor: string; age: string; gender: string; location: string;
  description: string; traits: string[]; painPoints: string[]; desires: string[];
}
export interface Angle {
  id: string; title: string; score: string; description: string; reason: string;
  metrics: { emotion: string; proof: string; differentiation: string };
}
export interface Concept {
  id: string; title: string; score: string; description: string; hook: string; script: Script; fullScript: string;
  callToAction: string; visualDirection: string; metrics: { hook: string; mechanism: string; believability: string; cta: string };
}
export interface Scene { startSeconds: number; endSeconds: number; voiceover: string; onScreenText: string; visual: string }
export interface VideoResult {
  productName: string; extraInfo: string; videoUrl: string; thumbnailUrl: string; duration: number; resolution: string; jobId: string;
}
export interface StaticAdResult { productName: string; imageUrl: string; width: number; height: number; jobId: string }
export interface SelectionData {
  isSelection: true; label: "Target" | "Angle" | "Script" | "Format"; value: string;
  selections?: { isSelection: true; label: string; value: string }[];
  images?: string[]; items?: { label: string; value: string }[];
  scriptId?: string; script?: Script; edited?: boolean; avatarId?: string;
}

interface Told<Sender extends string, Type extends string, Data> {
  id: string; seq: number; sender: Sender; type: Type; content?: string; data: Data; timestamp?: string; clientMessageId?: string;
  /** Of a user's message: the step that its answer delivers, and that answer's id. */
  step?: Step; replyId?: string;
  /** Of an answer: who made it, several with commas between them. */
  generator?: string;
}
export type Message =
  | Told<"user", "text", SelectionData | undefined>
  | Told<"user", "selection_summary", SelectionData>
  | Told<"ai", "text", { text: string }>
  | Told<"ai", "format_options", { formats: Format[] }>
  | Told<"ai", "audience_group", { productName: string; audiences: Persona[]; notes: string[] }>
  | Told<"ai", "persona_impact", { persona: { id: string; name: string }; impact: { area: string; effect: string }[]; recommendedTone: string; recommendedAngles: string[] }>
  | Told<"ai", "marketing_angle", { angles: Angle[]; notes: string[] }>
  | Told<"ai", "psychology_selection", { productName: string; formatName: string; concepts: Concept[]; notes: string[] }>
  | Told<"ai", "script_details", Concept & { scenes: Scene[] }>
  | Told<"ai", "video_result", VideoResult>
  | Told<"ai", "static_ad_result", StaticAdResult>
  | Told<"ai", "error", { code: string; message: string; retryable: boolean }>;

export interface StatusStep { label: string; status: "loading" | "completed"; estimatedTime?: string }

/** What a follower tells. Only messages are in the log; the rest is told once. */
export type Happening =
  | { type: "message"; message: Message }
  | { type: "state"; lastSeq: number; currentStep: Step; status: "active" | "expired" }
  | { type: "start"; messageId: string; userMessageId: string; clientMessageId?: string }
  | { type: "queued"; kind: MediaType; jobId: string; status: string; estimatedTime?: string }
  | { type: "status"; messageId?: string; steps: StatusStep[]; progress?: number; label?: string; status?: string; estimatedTime?: string }
  | { type: "reasoning"; messageId?: string; lines: string[] }
  | { type: "card"; messageId: string; contentType: string; index: number; item: unknown }
  | { type: "complete"; messageId: string }
  | { type: "connection"; state: "open" }
  | { type: "connection"; state: "lost"; error?: AdForgeError; retryIn: number }
  /** The server's log is another one: forget what was told, all of it comes again. */
  | { type: "reset" }
  /** The session is gone (`SESSION_NOT_FOUND`), takes no more turns (`SESSION_EXPIRED`), or may not be read. */
  | { type: "ended"; error: AdForgeError };

export interface FollowOptions {
  /** The last message that is known; 0 for everything, nothing for what happens from now on. */
  after?: number;
  /** Whether cards are told one by one, as each is whole. True when absent. */
  partial?: boolean;
  /** How many milliseconds without a sign of life a connection may have; 40,000 when absent. */
  silence?: number;
  signal?: AbortSignal;
}

export class Follower implements AsyncIterable<Happening> {
  /** The number of the last message that was told. */
  last?: number;
  close(): void;
  /** Tries at once if it is waiting to try again. */
  retryNow(): void;
  /** Gives the connection up for a new one. */
  reconnect(): void;
  [Symbol.asyncIterator](): AsyncIterator<Happening>;
}

export interface Job {
  jobId: string; type: "turn" | "video" | "image"; status: "queued" | "processing" | "completed" | "failed" | "cancelled";
  progress: number; estimatedTime?: string; result?: VideoResult | StaticAdResult;
  error?: { code: string; message: string; retryable: boolean };
}

export class AdForgeError extends Error {
  /** One of docs/api.md, or `OFFLINE` where no answer came. */
  code: string;
  status: number;
  retryable: boolean;
  requestId?: string;
  details: Record<string, any>;
  /** In how many seconds one may go on. */
  retryAfter?: number;
  readonly isUnheard: boolean;
}

/** A key that nobody else has, for `clientMessageId`. */
export function newKey(): string;

export class AdForge {
  constructor(options?: Options);
  products: {
    list(page?: Page, rest?: Request): Promise<{ products: Product[]; nextCursor: string | null }>;
    get(id: string, rest?: Request): Promise<Product>;
    save(product: NewProduct, rest?: Request & { key?: string }): Promise<Product>;
    erase(id: string, rest?: Request): Promise<void>;
    /** PNG, JPEG or WebP, at most 10 MiB. */
    savePicture(id: string, picture: BodyInit, rest?: Request): Promise<Product>;
  };
  sessions: {
    create(session: NewSession, rest?: Request & { key?: string }): Promise<{ sessionId: string; status: string; createdAt: string }>;
    list(page?: Page, rest?: Request): Promise<{ sessions: Session[]; nextCursor: string | null }>;
    get(id: string, rest?: Request): Promise<Session>;
    context(id: string, rest?: Request): Promise<Record<string, any>>;
    messages(id: string, page?: { after?: number; limit?: number }, rest?: Request): Promise<{ messages: Message[]; nextAfter: number | null }>;
    erase(id: string, rest?: Request): Promise<void>;
  };
  turns: {
    /** Sends a turn and waits only until it is accepted; `follow` tells the rest. */
    start(id: string, turn: Turn, options?: Insist): Promise<TurnStarted>;
    /** Sends a turn and waits for its content. */
    ask(id: string, turn: Turn, rest?: Request): Promise<{ type: string; messageId: string; userMessageId: string; data: any; currentStep: Step }>;
    cancel(id: string, rest?: Request): Promise<{ status: string }>;
  };
  renders: {
    video(id: string, render: Render, options?: Insist): Promise<RenderStarted>;
    image(id: string, render: Render, options?: Insist): Promise<RenderStarted>;
  };
  jobs: {
    get(id: string, rest?: Request): Promise<Job>;
    cancel(id: string, rest?: Request): Promise<{ jobId: string; status: string }>;
    /** Polls until the job is over, whatever its end. */
    finished(id: string, options?: { signal?: AbortSignal; every?: number; onProgress?: (job: Job) => void }): Promise<Job>;
  };
  formats(rest?: Request): Promise<Format[]>;
  avatars(filter?: AvatarFilter, rest?: Request): Promise<{ avatars: Avatar[]; nextCursor: string | null }>;
  follow(sessionId: string, options?: FollowOptions): Follower;
}
