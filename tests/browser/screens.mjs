// The list of all screens. Each is looked at in both themes (look.mjs) and photographed into `screens/`.

import { SHORT, begins, clean, drawn, open, owner, person, prepared, press, shows, stage, until } from "./browser.mjs";
import { HOSTILE, looks, nothing } from "./look.mjs";
import { play } from "./stage.mjs";

/** Before a conversation, and what can be opened there. */
async function beginning(page) {
  await open(page);
  await shows(page, ".format-name", 5);
  const found = [...(await looks(page, "home"))];
  await page.locator(".format", { hasText: "Hybrid Format" }).first().click();
  await page.locator(".segments", { hasText: "Image" }).getByText("Image").click();
  found.push(...(await looks(page, "home-image")));
  await page.locator(".segments", { hasText: "Video" }).getByText("Video").click();
  await press(page, "Add your product");
  found.push(...(await looks(page, "dialog-product")));
  await page.getByLabel("Name", { exact: true }).fill("Bell");
  await page.getByLabel("Picture").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("none") });
  await press(page, "Save product");
  await page.locator("dialog .wrong").waitFor();
  found.push(...(await looks(page, "dialog-product-refused")));
  return found;
}

/** Every step of a conversation. */
async function steps(page, adforge) {
  const found = [];
  for (const [upTo, element] of [["personas", "audience-card"], ["angles", "marketing-angle-card"], ["scripts", "psychology-card"]]) {
    const id = await prepared(adforge, { upTo });
    await open(page, `/chat/${id}`);
    await shows(page, element, 2);
    await page.evaluate((element) => document.querySelector(element).scrollIntoView(), element);
    found.push(...(await looks(page, `step-${upTo}`)));
  }
  await press(page, /^See script details/);
  await page.getByLabel("Hook").fill("Stop. Look at this.");
  found.push(...(await looks(page, "dialog-script")));
  await page.keyboard.press("Escape");
  await press(page, "Choose a presenter");
  await shows(page, ".avatars img", 2);
  found.push(...(await looks(page, "dialog-avatars")));
  await page.keyboard.press("Escape");
  await page.locator("audience-card").nth(1).getByRole("button", { name: /^Continue/ }).click();
  await page.locator("drop-dialog dialog").waitFor();
  found.push(...(await looks(page, "dialog-drop")));
  await page.keyboard.press("Escape");
  await press(page, /^Generate video/);
  await page.locator("progress").waitFor();
  found.push(...(await looks(page, "step-render")));
  await press(page, "Stop filming");
  const formats = (await adforge.sessions.create({ productId: "1" })).sessionId;
  await adforge.turns.ask(formats, { message: "Which format?", currentStep: "format_selection" });
  await open(page, `/chat/${formats}`);
  await shows(page, "format-card", 3);
  found.push(...(await looks(page, "step-formats")));
  const others = await prepared(adforge, { upTo: "personas" });
  await adforge.turns.ask(others, { currentStep: "persona_impact", context: { selectedPersona: { id: "aud-1" } } });
  await open(page, `/chat/${others}`);
  await shows(page, "persona-impact .pairs div", 1);
  found.push(...(await looks(page, "step-impact")));
  return found;
}

async function results(page, adforge) {
  const id = await prepared(adforge, { mediaType: "image", format: "Problem-Solution" });
  for (const script of ["psych-1", "psych-2"]) await drawn(adforge, id, script);
  await open(page, `/chat/${id}`);
  await shows(page, "static-ad-result", 2);
  await page.evaluate(() => document.querySelector("static-ad-result").scrollIntoView());
  const found = await looks(page, "result-image");
  await press(page, "Compare");
  found.push(...(await looks(page, "dialog-compare")));
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 390, height: 844 });
  await press(page, "Your ads");
  found.push(...(await looks(page, "menu")));
  return found;
}

/** A film beside a picture of the same conversation. */
async function films(page, adforge) {
  const id = await prepared(adforge);
  const { jobId } = await adforge.renders.video(id, { scriptId: "psych-1", context: { script: SHORT } });
  await adforge.jobs.finished(jobId, { every: 100 });
  await drawn(adforge, id, "psych-2");
  await open(page, `/chat/${id}`);
  await shows(page, "video-result-card", 1);
  await shows(page, "static-ad-result", 1);
  await page.evaluate(() => document.querySelector("video-result-card").scrollIntoView());
  const found = await looks(page, "result-video");
  await press(page, "Compare");
  await shows(page, "dialog video", 1);
  return [...found, ...(await looks(page, "dialog-compare-film"))];
}

/** What isn't as it should be. */
async function troubles(page, adforge) {
  const id = await begins(page);
  await shows(page, "audience-card", 1);
  // Without a network the page stands still in the middle of the turn.
  await stage.shut();
  await page.getByText("No connection.").waitFor();
  const found = await looks(page, "running-offline");
  await page.locator("textarea").fill("make them younger");
  await page.keyboard.press("Enter");
  await page.getByText("Waiting for the connection").waitFor();
  found.push(...(await looks(page, "waiting")));
  await stage.open();
  await until("the answer", async () => (await adforge.sessions.messages(id)).messages.length === 4);
  await page.locator("textarea").fill("make them older");
  await page.keyboard.press("Enter");
  await press(page, "Stop");
  await page.getByText("Stopped.").last().waitFor();
  found.push(...(await looks(page, "stopped")));
  await open(page, "/chat/01a20000-0000-7000-8000-000000000000");
  await page.locator(".gone").waitFor();
  found.push(...(await looks(page, "gone")));
  await open(page);
  await shows(page, ".sessions li", 1);
  await page.locator(".sessions button").first().click({ force: true });
  await page.getByText("Ad deleted.").first().waitFor();
  found.push(...(await looks(page, "deleted")));
  return found;
}

async function limits(page) {
  await stage.kill();
  await stage.set("ADFORGE_MESSAGES_PER_MINUTE", "1");
  await stage.start();
  const id = await begins(page);
  await shows(page, "audience-card", 4);
  await page.locator("textarea").fill("make them younger");
  await page.keyboard.press("Enter");
  await page.getByText(/You can go on in/).waitFor();
  const found = await looks(page, "limit");
  await stage.kill();
  await stage.set("ADFORGE_SESSION_TTL", "1s");
  await stage.start();
  const adforge = await owner();
  await until("the expiry", async () => (await adforge.sessions.get(id)).status === "expired");
  await open(page, `/chat/${id}`);
  await page.getByText("This conversation has ended.").waitFor();
  return [...found, ...(await looks(page, "expired"))];
}

/** A product, a message and a model that would like to be more than text. */
async function hostile(page, adforge) {
  const { markup, turned, long, emoji } = HOSTILE;
  const product = await adforge.products.save({
    name: `${markup} ${turned}`.slice(0, 200), description: long, brand: long.slice(0, 200), category: markup, benefits: [markup, emoji.slice(0, 440), turned], claims: [long.slice(0, 500)],
  });
  await open(page);
  await shows(page, ".product-name", 2);
  const found = await looks(page, "hostile-home");
  const id = await prepared(adforge, { productId: product.id, upTo: "scripts", format: "Hybrid Format" });
  for (const message of [markup + turned, long, emoji]) await adforge.turns.ask(id, { message, currentStep: "persona_selection" });
  await open(page, `/chat/${id}`);
  await shows(page, "chat-message", 6);
  found.push(...(await looks(page, "hostile-chat")));
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
  await page.evaluate(() => document.querySelector("audience-card").scrollIntoView());
  found.push(...(await looks(page, "hostile-model")));
  if (!(await page.locator("audience-card").first().textContent()).includes("onerror")) found.push("the hostile words are not there");
  await press(page, /^See script details/);
  found.push(...(await looks(page, "hostile-script")));
  await page.keyboard.press("Escape");
  await shows(page, "video-result-card", 1);
  await page.evaluate(() => document.querySelector("video-result-card").scrollIntoView());
  found.push(...(await looks(page, "hostile-results")));
  await press(page, "Compare");
  await page.locator("dialog[open]").waitFor();
  found.push(...(await looks(page, "hostile-compare")));
  return found;
}

const part = (look) => async () => {
  const page = await person();
  nothing(await look(page, await owner()));
  clean(page);
};

await play({ beginning: part(beginning), steps: part(steps), results: part(results), films: part(films), troubles: part(troubles), limits: part(limits), hostile: part(hostile) });
