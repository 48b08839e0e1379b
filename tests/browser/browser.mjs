// A person at a browser, and what they may never see: an error, or anything from elsewhere.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { AdForge } from "../../crates/web/assets/client/adforge-client.js";
import en from "../../crates/web/assets/words/en.js";
import fr from "../../crates/web/assets/words/fr.js";
import { stage, until } from "./stage.mjs";

// What Chromium would ask the world at its start is none of our business.
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--js-flags=--expose-gc"];

let running;

/** A browser of this test's own. */
export async function browser() {
  running ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });
  return running;
}

/** A window on the page. `problems` is what went wrong in it, `words` are the interface's own in its language. */
export async function person(options = {}, context) {
  const used = context ?? (await (await browser()).newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: "reduce", ...options }));
  const page = await used.newPage();
  page.setDefaultTimeout(Number(process.env.PATIENCE_MS ?? 240_000));
  page.problems = [];
  page.words = /^fr/.test(options.locale) ? fr : en;
  page.on("console", (message) => {
    // The browser's own lines about a connection or an answer that was refused.
    const own = /^Failed to load resource|net::ERR_|^WebSocket/.test(message.text());
    if (["error", "warning", "assert"].includes(message.type()) && !own) page.problems.push(message.text());
  });
  page.on("pageerror", (error) => page.problems.push(error.stack ?? String(error)));
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith("http") && host !== new URL(stage.url).host) page.problems.push(`asked ${request.url()}`);
  });
  return page;
}

/** Nothing went wrong in these windows. */
export function clean(...pages) {
  for (const page of pages) assert.deepEqual(page.problems, []);
}

/** The server, past the network that is cut. */
export async function owner() {
  return new AdForge({ baseUrl: await stage.server() });
}

/** Opens an address of the page; where an ad begins, resolves once the page itself has drawn it. */
export async function open(page, path = "/") {
  await page.goto(stage.url + path);
  if (path === "/") await shows(page, ".product-name", 1);
}

/** Opens where an ad begins, and waits for nothing that comes later. */
export function arrives(page) {
  return page.goto(`${stage.url}/`);
}

/** Holds the page's scripts back until they are let go. */
export async function holds(page) {
  let go;
  const gone = new Promise((resolve) => (go = resolve));
  await page.route(/\/app\.js$/, async (route) => {
    await gone;
    await route.continue();
  });
  return go;
}

/** The id of the conversation that a window shows. */
export function idOf(page) {
  return new URL(page.url()).pathname.split("/")[2];
}

/** Begins a conversation as the guide does; resolves once it is there. */
export async function begins(page, { format = "Hybrid Format", product, say = "Generate ads for my product" } = {}) {
  await open(page);
  if (product) await page.getByRole("radio", { name: product }).check({ force: true });
  if (format) await page.locator(".format", { hasText: format }).first().click();
  await page.locator("textarea").fill(say);
  await page.locator('button[type="submit"]').click();
  await page.waitForURL(/\/chat\//);
  return idOf(page);
}

/** Presses the first button of this name. */
export function press(page, name) {
  return page.getByRole("button", { name }).first().click();
}

/** A name that begins so, as that of a button which goes on to say of what. */
export function starting(text) {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}

/** Chooses the first card of a set that is whole: while cards come the page moves, and a press may miss its button. */
export async function chooses(page, name) {
  await page.getByRole("button", { name }).first().waitFor();
  await page.locator("button.stop").waitFor({ state: "detached" });
  await press(page, name);
}

/** Words that are spoken in seconds, where a test wants a film and not a long one. */
export const SHORT = { hook: "Look at this.", body: "One minute a day.", cta: "Try it." };

/** Edits the first script down to few words. */
export async function shortens(page) {
  await press(page, /^See script details/);
  const fields = { Hook: SHORT.hook, Body: SHORT.body, "Call to action": SHORT.cta };
  for (const [label, words] of Object.entries(fields)) await page.getByLabel(label).fill(words);
  await page.keyboard.press("Escape");
  await page.locator("psychology-card").first().getByText("Edited by you").waitFor();
}

/** Goes on to the concepts. */
export async function toConcepts(page) {
  await chooses(page, /^Continue with this persona/);
  await chooses(page, /^Continue with this angle/);
  await page.getByRole("button", { name: /^See script details/ }).first().waitFor();
}

/** A session with all of its steps, made without the page. */
export async function prepared(adforge, { upTo = "scripts", ...session } = {}) {
  const { sessionId } = await adforge.sessions.create({ productId: "1", format: "Hybrid Format", ...session });
  await adforge.turns.ask(sessionId, { message: "Generate ads", currentStep: "persona_selection" });
  if (upTo === "personas") return sessionId;
  await adforge.turns.ask(sessionId, { message: "Selected persona", context: { selectedPersona: { id: "aud-1" } } });
  if (upTo === "angles") return sessionId;
  await adforge.turns.ask(sessionId, { message: "Selected angle", context: { selectedAngle: { id: "ang-1" } } });
  return sessionId;
}

/** Has a script drawn, without the page. */
export async function drawn(adforge, sessionId, scriptId = "psych-1") {
  const { jobId } = await adforge.renders.image(sessionId, { scriptId });
  return adforge.jobs.finished(jobId, { every: 50 });
}

/** Waits until the page shows so many of these. */
export function shows(page, selector, count) {
  return page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length >= count, [selector, count]);
}

/** All messages of a conversation. */
export async function log(adforge, sessionId) {
  return (await adforge.sessions.messages(sessionId, { limit: 200 })).messages;
}

export { stage, until };
