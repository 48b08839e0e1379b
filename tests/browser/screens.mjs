// The list of all screens. Each is looked at in both themes (look.mjs) and photographed into `screens/`; and each is read in a French browser,
// of a French product, so that no word on it may be English.

import { SHORT, arrives, begins, clean, drawn, holds, open, owner, person, prepared, press, shows, stage, starting, until } from "./browser.mjs";
import { HOSTILE, english, looks, nothing } from "./look.mjs";
import { play } from "./stage.mjs";

/** The demonstration product that is in French. */
const FRENCH = "2";
const SPOKEN = { hook: "Regardez.", body: "Une minute par jour.", cta: "Essayez-le." };

/** Before a conversation, and what can be opened there. */
async function beginning(page) {
  const { words } = page;
  const go = await holds(page);
  await arrives(page);
  await page.look("home-before-scripts");
  go();
  await open(page);
  await page.look("home");
  await page.locator(".format", { hasText: "Hybrid Format" }).first().click();
  await page.locator(".segments").getByText(words["media.image"]).click();
  await page.look("home-image");
  await page.locator(".segments").getByText(words["media.video"]).click();
  await press(page, words["product.add"]);
  await page.look("dialog-product");
  await page.getByLabel(words["field.name"], { exact: true }).fill("Bell");
  await page.getByLabel(words["field.picture"]).setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("none") });
  await press(page, words["product.save"]);
  await page.locator("dialog .wrong").waitFor();
  await page.look("dialog-product-refused");
}

/** Where a store has many products, or none. */
async function stores(page, adforge) {
  const { words } = page;
  const { products } = await adforge.products.list();
  const language = /^fr/.test(await page.evaluate(() => navigator.language)) ? "fr" : "en";
  const made = [];
  for (let n = 0; n < 23; n++) made.push(await adforge.products.save({ name: `Bell ${n}`, language }));
  await open(page);
  await shows(page, ".product-name", 30);
  await page.look("home-many");
  for (const { id } of [...made, ...products]) await adforge.products.erase(id);
  await arrives(page);
  await page.getByText(words["product.none"]).waitFor();
  await page.look("home-none");
}

/** Every step of a conversation. */
async function steps(page, adforge) {
  const { words } = page;
  for (const [upTo, element] of [["personas", "audience-card"], ["angles", "marketing-angle-card"], ["scripts", "psychology-card"]]) {
    const id = await prepared(adforge, { productId: page.product, upTo });
    await open(page, `/chat/${id}`);
    await shows(page, element, 2);
    await page.look(`step-${upTo}`, element);
  }
  await press(page, starting(words["see.script"]));
  await page.getByLabel(words["script.hook"]).fill(page.spoken.hook);
  await page.look("dialog-script");
  await page.keyboard.press("Escape");
  await press(page, words.avatar);
  await shows(page, ".avatars img", 2);
  await page.look("dialog-avatars");
  await page.keyboard.press("Escape");
  await shows(page, ".cards.one", 2);
  await page.look("step-folded", ".cards.one");
  await press(page, starting(words["others.show"]({ n: 3 }).slice(0, -2)));
  await page.look("step-unfolded", ".fold");
  await page.locator("audience-card").nth(1).getByRole("button", { name: starting(words["continue.persona"]) }).click();
  await page.locator("drop-dialog dialog").waitFor();
  await page.look("dialog-drop");
  await page.keyboard.press("Escape");
  await press(page, starting(words["generate.video"]));
  await page.locator("progress").waitFor();
  await page.look("step-render", "turn-status");
  await press(page, words["stop.video"]);
  const formats = (await adforge.sessions.create({ productId: page.product })).sessionId;
  await adforge.turns.ask(formats, { message: "Which format?", currentStep: "format_selection" });
  await open(page, `/chat/${formats}`);
  await shows(page, "format-card", 3);
  await page.look("step-formats", "format-card");
  const others = await prepared(adforge, { productId: page.product, upTo: "personas" });
  await adforge.turns.ask(others, { currentStep: "persona_impact", context: { selectedPersona: { id: "aud-1" } } });
  await open(page, `/chat/${others}`);
  await shows(page, "persona-impact .pairs div", 1);
  await page.look("step-impact", "persona-impact");
}

async function results(page, adforge) {
  const { words } = page;
  const id = await prepared(adforge, { productId: page.product, mediaType: "image", format: "Problem-Solution" });
  for (const script of ["psych-1", "psych-2"]) await drawn(adforge, id, script);
  await open(page, `/chat/${id}`);
  await shows(page, "static-ad-result", 2);
  await page.look("result-image", "static-ad-result");
  await press(page, words.compare);
  await page.look("dialog-compare");
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 390, height: 844 });
  await press(page, words.menu);
  await page.look("menu");
}

/** A film beside a picture of the same conversation. */
async function films(page, adforge) {
  const { words } = page;
  const id = await prepared(adforge, { productId: page.product });
  const { jobId } = await adforge.renders.video(id, { scriptId: "psych-1", context: { script: page.spoken } });
  await adforge.jobs.finished(jobId, { every: 100 });
  await drawn(adforge, id, "psych-2");
  await open(page, `/chat/${id}`);
  await shows(page, "video-result-card", 1);
  await shows(page, "static-ad-result", 1);
  await page.look("result-video", "video-result-card");
  await press(page, words.compare);
  await shows(page, "dialog video", 1);
  await page.look("dialog-compare-film");
}

/** What isn't as it should be. */
async function troubles(page, adforge) {
  const { words } = page;
  const id = await begins(page, page.beginning);
  await shows(page, "audience-card", 1);
  // Without a network the page stands still in the middle of the turn.
  await stage.shut();
  await page.getByText(words.offline).waitFor();
  await page.look("running-offline");
  await page.locator("textarea").fill("make them younger");
  await page.keyboard.press("Enter");
  await page.getByText(words.waiting).waitFor();
  await page.look("waiting", ".note");
  await stage.open();
  await until("the answer", async () => (await adforge.sessions.messages(id)).messages.length === 4);
  await page.locator("textarea").fill("make them older");
  await page.keyboard.press("Enter");
  await press(page, words.stop);
  await page.getByText(words["error.TURN_CANCELLED"]).last().waitFor();
  await page.look("stopped", ".failure");
  await open(page, "/chat/01a20000-0000-7000-8000-000000000000");
  await page.locator(".gone").waitFor();
  await page.look("gone");
  await open(page);
  await shows(page, ".sessions li", 1);
  await page.locator(".sessions button").first().click({ force: true });
  await page.getByText(words.deleted).first().waitFor();
  await page.look("deleted");
}

async function limits(page) {
  const { words } = page;
  await stage.kill();
  await stage.set("ADFORGE_MESSAGES_PER_MINUTE", "1");
  await stage.start();
  const id = await begins(page, page.beginning);
  await shows(page, "audience-card", 4);
  await page.locator("textarea").fill("make them younger");
  await page.keyboard.press("Enter");
  await page.getByText(words["error.RATE_LIMITED.wait"].split("{")[0]).waitFor();
  await page.look("limit", ".note.wrong");
  await stage.kill();
  await stage.set("ADFORGE_SESSION_TTL", "1s");
  await stage.start();
  const adforge = await owner();
  await until("the expiry", async () => (await adforge.sessions.get(id)).status === "expired");
  await open(page, `/chat/${id}`);
  await page.getByText(words.expired).waitFor();
  await page.look("expired");
}

/** A product, a message and a model that would like to be more than text. */
async function hostile(page, adforge) {
  const { words } = page;
  const { markup, turned, long, emoji } = HOSTILE;
  const product = await adforge.products.save({
    name: `${markup} ${turned}`.slice(0, 200), description: long, brand: long.slice(0, 200), category: markup, benefits: [markup, emoji.slice(0, 440), turned], claims: [long.slice(0, 500)],
  });
  await open(page);
  await shows(page, ".product-name", 2);
  await page.look("hostile-home");
  const id = await prepared(adforge, { productId: product.id, upTo: "scripts", format: "Hybrid Format" });
  for (const message of [markup + turned, long, emoji]) await adforge.turns.ask(id, { message, currentStep: "persona_selection" });
  await open(page, `/chat/${id}`);
  await shows(page, "chat-message", 6);
  await page.look("hostile-chat");
  for (const script of ["psych-1", "psych-2"]) await drawn(adforge, id, script);
  // A model that says such things in every word of its cards.
  const { messages } = await adforge.sessions.messages(id, { limit: 200 });
  const keep = new Set(["id", "type", "sender", "avatar", "labelColor", "score", "gender", "timestamp", "step", "replyId", "imageUrl", "videoUrl", "thumbnailUrl", "images", "jobId", "scriptId"]);
  const said = [markup, turned, emoji.slice(0, 220), long.slice(0, 800)];
  let turn = 0;
  const spoilt = (value, key) => {
    if (Array.isArray(value)) return value.map((it) => spoilt(it, key));
    if (value && typeof value === "object" && key !== "metrics") return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, spoilt(it, name)]));
    return typeof value === "string" && !keep.has(key) && key !== "metrics" ? said[turn++ % said.length] : value;
  };
  // One of the two results is a film, as far as its card knows.
  const result = messages.find((it) => it.type === "static_ad_result");
  Object.assign(result, { type: "video_result", data: { ...result.data, videoUrl: result.data.imageUrl, thumbnailUrl: result.data.imageUrl, duration: 20, extraInfo: "", resolution: "1080x1920" } });
  const stream = messages.map((it) => {
    const event = it.sender === "user" ? { type: "user_message", messageId: it.id, message: it } : { type: it.type, messageId: it.id, data: spoilt(it.data) };
    return `id: ${it.seq}\ndata: ${JSON.stringify(event)}\n\n`;
  });
  await page.route(/\/stream\?.*lastEventId=0$/, (route) => route.fulfill({ contentType: "text/event-stream", body: stream.join("") }));
  await open(page, `/chat/${id}`);
  await shows(page, "psychology-card", 2);
  await page.look("hostile-model", "audience-card");
  if (!(await page.locator("audience-card").first().textContent()).includes("onerror")) page.found.push("the hostile words are not there");
  await press(page, starting(words["see.script"]));
  await page.look("hostile-script");
  await page.keyboard.press("Escape");
  await shows(page, "video-result-card", 1);
  await page.look("hostile-results", "video-result-card");
  await press(page, words.compare);
  await page.locator("dialog[open]").waitFor();
  await page.look("hostile-compare");
}

/** Looks at these screens, in both themes. */
const part = (screens) => async () => {
  const page = await person();
  page.product = "1";
  page.spoken = SHORT;
  page.found = [];
  page.look = async (name, at) => page.found.push(...(await looks(page, name, at)));
  await screens(page, await owner());
  nothing(page.found);
  clean(page);
};

/** Reads these screens in a French browser. */
const french = (screens) => async () => {
  const page = await person({ locale: "fr-FR" });
  const adforge = await owner();
  const { id, name } = await adforge.products.get(FRENCH);
  const names = (await adforge.formats()).map((it) => it.name);
  page.product = id;
  page.spoken = SPOKEN;
  page.beginning = { product: name };
  page.found = [];
  page.look = async (where) => page.found.push(...(await english(page, where, names)));
  await screens(page, adforge);
  nothing(page.found);
  clean(page);
};

const all = { beginning, stores, steps, results, films, troubles, limits };
const inFrench = Object.entries(all).map(([name, screens]) => [`french_${name}`, french(screens)]);
await play({ ...Object.fromEntries(Object.entries({ ...all, hostile }).map(([name, screens]) => [name, part(screens)])), ...Object.fromEntries(inFrench) });
