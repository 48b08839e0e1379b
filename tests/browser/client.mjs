// The client module in Node: a whole story, and what a bad network may cost it, which is nothing.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { AdForge } from "../../crates/web/assets/client/adforge-client.js";
import { play, stage, until } from "./stage.mjs";

const adforge = new AdForge({ baseUrl: stage.url });
const personas = { message: "Generate ads", currentStep: "persona_selection" };

async function session() {
  return (await adforge.sessions.create({ productId: "1", format: "Hybrid Format" })).sessionId;
}

/** Follows from the beginning and keeps what is told. */
function heard(id, options = { after: 0 }, client = adforge) {
  const follower = client.follow(id, options);
  const told = [];
  told.follower = follower;
  told.over = (async () => {
    for await (const happening of follower) told.push(happening);
  })();
  told.messages = () => told.filter((it) => it.type === "message").map((it) => it.message);
  told.cards = () => told.filter((it) => it.type === "card");
  return told;
}

/** Every message once and in order, and each card once from the first on. */
async function whole(id, told, messages) {
  await until("the last message", () => told.messages().length >= messages);
  assert.deepEqual(told.messages().map((it) => it.seq), Array.from({ length: messages }, (_, n) => n + 1));
  const log = (await adforge.sessions.messages(id)).messages;
  assert.deepEqual(told.messages().map(({ id, type, data, sender }) => ({ id, type, data, sender })), log.map(({ id, type, data, sender }) => ({ id, type, data, sender })));
  return log;
}

/** A server that gives each request to the next of these. */
async function faked(...answers) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    answers[Math.min(asked.length, answers.length) - 1](response, request);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { asked, client: new AdForge({ baseUrl: `http://127.0.0.1:${server.address().port}` }) };
}

const stream = (response, ...events) => {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  for (const [id, data] of events) response.write(`${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
};
const said = (seq) => [seq, { type: "user_message", messageId: `m${seq}`, message: { id: `m${seq}`, seq, sender: "user", type: "text", content: `${seq}` } }];

await play({
  async documented() {
    const told = await readFile(new URL("../../docs/client.md", import.meta.url), "utf8");
    const parts = Object.entries(adforge).filter(([name]) => name !== "wire");
    assert.ok(parts.length >= 5);
    for (const [part, methods] of parts) {
      const row = told.split("\n").find((line) => line.startsWith(`| \`${part}\` |`)) ?? "";
      assert.deepEqual(Object.keys(methods).filter((name) => !row.includes(`\`${name}\``)), [], `docs/client.md names all of ${part}`);
    }
    const own = (of) => Object.getOwnPropertyNames(of.prototype).filter((name) => name !== "constructor");
    const follower = adforge.follow("none");
    follower.close();
    for (const name of [...own(AdForge), ...own(follower.constructor)]) assert.ok(told.includes(`\`${name}(`), `docs/client.md names ${name}`);
    const types = await readFile(new URL("../../crates/web/assets/client/adforge-client.d.ts", import.meta.url), "utf8");
    const happenings = types.split("export type Happening =")[1].split("export ")[0];
    for (const [, type] of happenings.matchAll(/type: "(\w+)"/g)) assert.match(told, new RegExp(`^\\| .*\`${type}\`.* \\|`, "m"), `docs/client.md tells of ${type}`);
  },

  async story() {
    const [format] = await adforge.formats();
    assert.equal(format.name, "Hybrid Format");
    const { avatars } = await adforge.avatars({ gender: "female" });
    assert.ok(avatars.some((it) => it.id === "avatar-female-45"));
    const product = await adforge.products.save({ name: "Kettlebell", benefits: ["grows with you"], language: "en" });
    const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
    assert.match((await adforge.products.savePicture(product.id, png)).imageUrl, /\/media\//);
    const { sessionId } = await adforge.sessions.create({ productId: product.id, format: format.id, mediaType: "image" });
    const told = heard(sessionId);
    const begun = await adforge.turns.start(sessionId, personas);
    assert.equal(begun.seq, 1);
    await until("personas", () => told.messages().find((it) => it.id === begun.messageId));
    const angles = await adforge.turns.ask(sessionId, { context: { selectedPersona: { id: "aud-1" } } });
    assert.equal(angles.type, "marketing_angle");
    await adforge.turns.ask(sessionId, { context: { selectedAngle: { id: "ang-1" } } });
    const render = await adforge.renders.image(sessionId, { scriptId: "psych-1" });
    const job = await adforge.jobs.finished(render.jobId, { every: 50 });
    assert.equal(job.status, "completed", JSON.stringify(job));
    await whole(sessionId, told, 8);
    assert.equal(told.messages()[6].replyId, told.messages()[7].id, "a question knows its answer");
    assert.equal(told.find((it) => it.type === "status").messageId, begun.messageId, "progress says whose it is");
    assert.equal((await adforge.sessions.list({ limit: 1 })).sessions[0].sessionId, sessionId);
    await assert.rejects(adforge.turns.ask(sessionId, { context: { selectedPersona: { id: "aud-99" } } }), (error) => error.code === "UNKNOWN_SELECTION" && error.details.choices.length > 0);
    await adforge.sessions.erase(sessionId);
    await told.over;
    assert.equal(told.at(-1).error.code, "SESSION_NOT_FOUND");
  },

  async cut() {
    const id = await session();
    const told = heard(id);
    await adforge.turns.start(id, personas);
    await until("a card", () => told.cards().length === 1);
    await stage.shut();
    await until("the loss", () => told.some((it) => it.type === "connection" && it.state === "lost"));
    await stage.open();
    await whole(id, told, 2);
    const log = told.messages()[1].data.audiences;
    // Whoever comes back hears the present anew, each card once; it says what it said.
    for (const { index, item } of told.cards()) assert.deepEqual(item, log[index]);
    const back = told.findLastIndex((it) => it.state === "open");
    assert.deepEqual(told.slice(back).filter((it) => it.type === "card").map((it) => it.index), log.map((_, n) => n));
  },

  async cut_past_the_end() {
    const id = await session();
    const told = heard(id);
    await adforge.turns.start(id, personas);
    await until("a card", () => told.cards().length === 1);
    await stage.shut();
    const past = new AdForge({ baseUrl: await stage.server() });
    await until("the answer", async () => (await past.sessions.messages(id)).messages.length === 2);
    assert.equal(told.messages().length, 1, "it is written while nobody hears");
    await stage.open();
    await whole(id, told, 2);
  },

  async gap() {
    const history = { messages: [2, 3, 4].map((seq) => said(seq)[1].message), nextAfter: null };
    const { asked, client } = await faked(
      (response) => stream(response, said(1), said(5), said(5), said(6)),
      (response) => response.end(JSON.stringify(history)),
    );
    const told = heard("s", { after: 0 }, client);
    await until("all", () => told.messages().length >= 6);
    assert.deepEqual(told.messages().map((it) => it.seq), [1, 2, 3, 4, 5, 6]);
    assert.match(asked[1], /messages\?after=1/);
    told.follower.close();
    await told.over;
  },

  async insist() {
    const id = await session();
    await stage.shut();
    let unheard = 0;
    const asking = adforge.turns.start(id, personas, { insist: true, onUnheard: () => unheard++ });
    await until("two tries", () => unheard > 1);
    await stage.open();
    await asking;
    // It was accepted only; another one would be in its way.
    await until("the personas", async () => (await adforge.sessions.messages(id)).messages.length === 2);
    // The answer is lost, and it is asked again with the same key.
    const key = "mine";
    const turn = { message: "make them younger", clientMessageId: key };
    const first = await adforge.turns.start(id, turn);
    const second = await adforge.turns.start(id, turn);
    assert.equal(first.messageId, second.messageId);
    await until("the answers", async () => (await adforge.sessions.messages(id)).messages.length === 4);
    await assert.rejects(async () => { await stage.shut(); await adforge.sessions.get(id); }, { code: "OFFLINE", retryable: true });
  },

  async killed() {
    const id = await session();
    const told = heard(id);
    await adforge.turns.start(id, personas);
    await until("a card", () => told.cards().length === 1);
    await stage.kill();
    await stage.start();
    await whole(id, told, 2);
    assert.equal(told.messages()[1].type, "audience_group");
  },

  async silence() {
    const { asked, client } = await faked((response) => stream(response), (response) => stream(response, said(1)));
    const told = heard("s", { after: 0, silence: 200 }, client);
    await until("the message", () => told.messages().length === 1);
    assert.equal(asked.length, 2);
    assert.ok(told.some((it) => it.state === "lost"));
    told.follower.close();
    await told.over;
  },

  async ends() {
    const gone = heard("01a20000-0000-7000-8000-000000000000");
    await gone.over;
    assert.equal(gone.at(-1).error.code, "SESSION_NOT_FOUND");
    const id = await session();
    await adforge.turns.ask(id, personas);
    const told = heard(id, { after: 99 });
    await until("the whole log", () => told.messages().length === 2);
    assert.ok(told.some((it) => it.type === "reset"));
    told.follower.close();
    await told.over;
  },
});
