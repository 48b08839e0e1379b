// What a follower tells, folded into what is shown: a pure function of what was told.

/** Nothing was told yet. */
export const empty = {
  messages: [],
  /** What runs, by the id of the message that will end it. */
  lives: new Map(),
  /** Why something was done so, by the id of the message. */
  reasons: new Map(),
  step: undefined,
};

/** The log after one more happening; the same object where nothing changes. */
export function told(log, happening) {
  switch (happening.type) {
    case "message":
      return withMessage(log, happening.message);
    case "start":
      return begun(log, happening);
    case "queued":
      return onNewest(log, ({ ...live }) => ({ ...live, kind: happening.kind, jobId: happening.jobId, estimatedTime: happening.estimatedTime }));
    case "status":
      return on(log, happening.messageId, (live) => ({ ...live, steps: happening.steps, progress: happening.progress ?? live.progress }));
    case "reasoning":
      return { ...log, reasons: new Map(log.reasons).set(happening.messageId, [...(log.reasons.get(happening.messageId) ?? []), ...happening.lines]) };
    case "card":
      return on(log, happening.messageId, (live) => ({ ...live, contentType: happening.contentType, cards: withCard(live.cards, happening) }));
    case "complete":
      return ended(log, happening.messageId);
    case "state":
      return { ...log, step: happening.currentStep };
    case "reset":
      return { ...empty, reasons: log.reasons };
    case "connection":
      // What runs is told anew by the next connection; until then its cards stay.
      return log;
    default:
      return log;
  }
}

function withMessage(log, message) {
  if (log.messages.some((known) => known.id === message.id)) return log;
  const { lives } = message.sender === "ai" ? ended(log, message.id) : log;
  return { ...log, lives, messages: [...log.messages, message] };
}

function begun(log, { messageId, userMessageId }) {
  if (log.messages.some((known) => known.id === messageId)) return log;
  const asked = log.messages.find((message) => message.id === userMessageId);
  const known = log.lives.get(messageId);
  const live = known ?? { id: messageId, kind: "turn", step: asked?.step, cards: [], steps: [] };
  return { ...log, newest: messageId, lives: new Map(log.lives).set(messageId, { ...live, asked: userMessageId }) };
}

function on(log, messageId, change) {
  const id = messageId ?? log.newest;
  const live = log.lives.get(id);
  return live ? { ...log, lives: new Map(log.lives).set(id, change(live)) } : log;
}

function onNewest(log, change) {
  return on(log, log.newest, change);
}

function withCard(cards, { index, item }) {
  const all = [...cards];
  all[index] = item;
  return all;
}

function ended(log, messageId) {
  if (!log.lives.has(messageId)) return log;
  const lives = new Map(log.lives);
  lives.delete(messageId);
  return { ...log, lives };
}

/** The lines of a conversation, top to bottom: messages, what runs behind what asked for it, what is on its way. */
export function lines(log, pending) {
  const running = [...log.lives.values()];
  const all = [];
  for (const message of log.messages) {
    all.push({ key: message.clientMessageId ?? message.id, message });
    for (const live of running) {
      if (live.asked === message.id) all.push({ key: live.id, live });
    }
  }
  return [...all, ...pending.map((sent) => ({ key: sent.key, sent }))];
}

/** The turn under way; renders aren't one. */
export function turnOf(log) {
  return [...log.lives.values()].find((live) => live.kind === "turn");
}

/** What a message was asked with. */
export function askedFor(log, message) {
  const exact = log.messages.find((known) => known.replyId === message.id);
  if (exact) return exact;
  const before = log.messages.slice(0, log.messages.indexOf(message));
  return before.reverse().find((known) => known.sender === "user");
}

/** The card of an id, wherever it was shown. */
export function cardOf(log, id) {
  for (const { data } of [...log.messages].reverse()) {
    const found = cardsOf(data).find((card) => card?.id === id);
    if (found) return found;
  }
  return undefined;
}

/** The cards of a content. */
export function cardsOf(data) {
  return data?.audiences ?? data?.angles ?? data?.concepts ?? data?.formats ?? [];
}

/** Whether more than one writer wrote what is shown. */
export function isBySeveral(log) {
  const wrote = log.messages.filter((message) => message.generator && !isResult(message)).flatMap(writersOf);
  return new Set(wrote).size > 1;
}

/** Who wrote an answer; nobody writes a film or a picture. */
export function writersOf(message) {
  return message?.generator && !isResult(message) ? message.generator.split(", ") : [];
}

const isResult = (message) => ["video_result", "static_ad_result"].includes(message.type);

/** The results with what they were made of, oldest first. */
export function results(log) {
  const made = log.messages.filter(isResult);
  return made.map((message) => ({ message, summary: log.messages.find((known) => known.replyId === message.id)?.data }));
}
