// What a person does, by its effect on the server or in a file.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { begins, clean, drawn, idOf, log, open, owner, person, prepared, press, shows, stage, until } from "./browser.mjs";
import { looks, nothing } from "./look.mjs";
import { play } from "./stage.mjs";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

await play({
  async product() {
    const page = await person();
    await open(page);
    await press(page, "Add your product");
    await page.getByLabel("Name", { exact: true }).fill("Kettlebell");
    await page.getByLabel("Benefits").fill("grows with you\n  fits under a bed  \n\n");
    await page.getByLabel("Price").fill("59,90");
    await page.getByLabel("Picture").setInputFiles({ name: "bell.png", mimeType: "image/png", buffer: PNG });
    await press(page, "Save product");
    await page.locator("dialog").waitFor({ state: "detached" });
    const { products } = await (await owner()).products.list();
    const made = products.find((it) => it.name === "Kettlebell");
    assert.deepEqual([made.benefits, made.price, made.currency], [["grows with you", "fits under a bed"], 59.9, "EUR"]);
    assert.match(made.imageUrl, /\/media\//);
    assert.ok(await page.getByRole("radio", { name: /Kettlebell/ }).isChecked(), "it is chosen");
    await page.waitForFunction(() => [...document.images].some((it) => it.naturalWidth === 1));
    await press(page, "Start create");
    await page.waitForURL(/chat/);
    // A form that is refused says why, and stays.
    clean(page);
  },

  async refused_product() {
    const page = await person();
    await open(page);
    await press(page, "Add your product");
    await page.getByLabel("Name", { exact: true }).fill("Kettlebell");
    await page.getByLabel("Picture").setInputFiles({ name: "bell.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
    await press(page, "Save product");
    await page.getByText("This file can’t be used.").waitFor();
    assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Kettlebell");
    clean(page);
  },

  async formats() {
    const page = await person();
    const id = await begins(page, { format: null });
    await shows(page, "format-card", 3);
    await press(page, /^Continue with this format/);
    await shows(page, "audience-card", 4);
    assert.equal((await (await owner()).sessions.get(id)).format, "Hybrid Format");
    clean(page);
  },

  async refine() {
    const page = await person();
    const id = await begins(page);
    await shows(page, "audience-card", 4);
    await press(page, "Make them younger");
    await shows(page, "audience-card", 8);
    const [, first, said, younger] = await log(await owner(), id);
    assert.equal(said.content, "Make them younger");
    const age = (message) => Math.max(...message.data.audiences.map((it) => Number(it.age.split("-")[0])));
    assert.ok(age(younger) < age(first), "they are younger");
    clean(page);
  },

  async change() {
    const adforge = await owner();
    const id = await prepared(adforge);
    const page = await person();
    await open(page, `/chat/${id}`);
    await shows(page, "psychology-card", 2);
    await press(page, /^Show the other/);
    const second = page.locator("audience-card").nth(1).getByRole("button", { name: /^Continue with this persona/ });
    await second.click();
    const dialog = page.locator("dialog[open]");
    const angle = (await adforge.sessions.get(id)).selections.angle.title;
    await dialog.getByText(angle).waitFor();
    await dialog.getByRole("button", { name: "Keep it" }).click();
    assert.equal((await log(adforge, id)).length, 6, "nothing was said");
    await second.click();
    await dialog.getByRole("button", { name: "Change it" }).click();
    await until("the other persona", async () => (await adforge.sessions.get(id)).selections.persona?.id === "aud-2");
    assert.equal((await adforge.sessions.get(id)).selections.angle, undefined);
    await page.locator("audience-card").nth(1).locator(".chosen-mark").waitFor();
    assert.equal(await page.locator("audience-card .chosen-mark").count(), 1, "the first is no longer chosen");
    clean(page);
  },

  async script() {
    const adforge = await owner();
    const id = await prepared(adforge, { mediaType: "image", format: "Problem-Solution" });
    const page = await person();
    await open(page, `/chat/${id}`);
    await press(page, /^See script details/);
    const words = (await log(adforge, id)).at(-1).data.concepts[0].script;
    assert.deepEqual(await page.locator("dialog textarea").evaluateAll((all) => all.map((it) => it.value)), [words.hook, words.body, words.cta]);
    await page.getByLabel("Hook").fill("Stop. Look at this.");
    await page.getByLabel("Call to action").fill("Take one home.");
    await page.keyboard.press("Escape");
    await page.locator("psychology-card").first().getByText("Edited by you").waitFor();
    // The words survive a reload, and can be taken back.
    await page.reload();
    await page.locator("psychology-card .hook", { hasText: "Stop. Look at this." }).waitFor();
    await press(page, /^See script details/);
    await page.locator("dialog[open]").getByRole("button", { name: "Generate image" }).click();
    const summary = await until("the render", async () => (await log(adforge, id)).find((it) => it.type === "selection_summary"));
    assert.deepEqual(summary.data.script, { hook: "Stop. Look at this.", body: words.body, cta: "Take one home." });
    assert.equal(summary.data.edited, true);
    await page.locator("static-ad-result").getByText("Take one home.").first().waitFor();
    await press(page, /^See script details/);
    await press(page, "Back to the original");
    assert.equal(await page.getByLabel("Hook").inputValue(), words.hook);
    clean(page);
  },

  async avatar() {
    const adforge = await owner();
    const id = await prepared(adforge);
    const page = await person();
    await open(page, `/chat/${id}`);
    await press(page, "Choose a presenter");
    await page.getByRole("button", { name: /^Claire/ }).click();
    await page.getByRole("button", { name: "Claire" }).waitFor();
    await press(page, /^Generate video/);
    const summary = await until("the render", async () => (await log(adforge, id)).find((it) => it.type === "selection_summary"));
    assert.equal(summary.data.avatarId, "avatar-female-45");
    clean(page);
  },

  async face() {
    const adforge = await owner();
    const id = await prepared(adforge, { upTo: "personas" });
    const page = await person();
    let cut = true;
    await page.route((url) => url.host === new URL(stage.url).host, (route) => (cut && route.request().resourceType() === "image" ? route.abort() : route.continue()));
    await open(page, `/chat/${id}`);
    await shows(page, "audience-card img[hidden]", 4);
    cut = false;
    await page.waitForFunction(() => [...document.querySelectorAll("audience-card img")].every((it) => !it.hidden && it.naturalWidth));
    clean(page);
  },

  async lost_faces() {
    const adforge = await owner();
    const id = await prepared(adforge, { upTo: "personas" });
    const page = await person();
    // Its longer waits take a hundredth of their time, but for that of a connection that is silent.
    await page.addInitScript(() => {
      const waits = setTimeout;
      window.waited = [];
      window.setTimeout = (then, ms, ...rest) => {
        window.waited.push(ms);
        return waits(then, ms >= 2000 && ms !== 40_000 ? ms / 100 : ms, ...rest);
      };
    });
    let cut = true;
    let asked = 0;
    await page.route((url) => url.host === new URL(stage.url).host, (route) => {
      if (route.request().resourceType() !== "image" || !cut) return route.continue();
      asked++;
      return route.abort();
    });
    const givenUp = async (before) => {
      await until("the last try", () => asked === before + 4 * 6);
      // As long as some five minutes.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      assert.equal(asked, before + 4 * 6, "it is not asked for without end");
    };
    await open(page, `/chat/${id}`);
    await givenUp(0);
    const waited = await page.evaluate(() => window.waited);
    for (const wait of [2000, 4000, 8000, 16_000, 32_000]) assert.equal(waited.filter((it) => it === wait).length, 4, `a wait of ${wait} ms for each face`);
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await givenUp(24);
    await stage.shut();
    await page.getByText("No connection.").waitFor();
    cut = false;
    await stage.open();
    await page.waitForFunction(() => [...document.querySelectorAll("audience-card img")].every((it) => !it.hidden && it.naturalWidth));
    clean(page);
  },

  async list() {
    const adforge = await owner();
    const { products } = await adforge.products.list();
    for (let n = 0; n < 58; n++) await adforge.sessions.create({ productId: products[n % 7].id, format: "Hybrid Format" });
    const persona = await prepared(adforge, { upTo: "angles" });
    const last = (await adforge.sessions.create({ productId: "3", format: "Hybrid Format" })).sessionId;
    const page = await person();
    // A list that comes in several pages.
    await page.route((url) => url.pathname === "/api/chat/sessions", (route) => route.continue({ url: route.request().url().replace("limit=100", "limit=25") }));
    await open(page);
    await shows(page, ".sessions li", 60);
    assert.equal(await page.locator(".sessions a").first().getAttribute("href"), `/chat/${last}`, "newest first");
    await page.getByLabel("Search your ads").fill("menopausal serum");
    await page.waitForFunction(() => document.querySelectorAll(".sessions li").length === 1);
    const name = await page.locator(".sessions a").textContent();
    assert.ok(/Sérum autobronzant progressif/.test(name) && /Women Perimenopausal/.test(name), name);
    await page.locator(".sessions a").click();
    await shows(page, "marketing-angle-card", 2);
    assert.equal(idOf(page), persona);
    clean(page);
  },

  async undo() {
    const adforge = await owner();
    const [one, two, three] = [await prepared(adforge, { upTo: "personas" }), await prepared(adforge, { upTo: "personas" }), await prepared(adforge, { upTo: "personas" })];
    const page = await person();
    await open(page);
    await shows(page, ".sessions li", 3);
    const remove = async (id) => {
      await page.locator(".sessions li", { has: page.locator(`a[href$="${id}"]`) }).getByRole("button").click({ force: true });
      await page.locator(`.sessions a[href$="${id}"]`).waitFor({ state: "detached" });
    };
    await remove(one);
    await press(page, "Undo");
    await shows(page, ".sessions li", 3);
    await remove(two);
    // In time it goes; and who closes the tab meanwhile has deleted, too.
    await until("the deletion", async () => adforge.sessions.get(two).then(() => false, (error) => error.status === 404));
    await remove(three);
    clean(page);
    await page.close({ runBeforeUnload: true });
    await until("the deletion by a tab that closed", async () => adforge.sessions.get(three).then(() => false, (error) => error.status === 404));
    assert.equal((await adforge.sessions.get(one)).sessionId, one, "what was taken back is there");
  },

  async from() {
    const adforge = await owner();
    const id = await prepared(adforge);
    const page = await person();
    await open(page, `/chat/${id}`);
    await page.getByRole("button", { name: "Start a new ad from here: Women Perimenopausal" }).click();
    await page.waitForURL((url) => url.pathname.startsWith("/chat/") && !url.pathname.endsWith(id));
    await shows(page, "audience-card", 1);
    const begun = await adforge.sessions.get(idOf(page));
    assert.equal(begun.selections.persona.name, "Women Perimenopausal");
    await press(page, /^Continue with this persona/);
    await shows(page, "marketing-angle-card", 2);
    clean(page);
  },

  async expired() {
    const adforge = await owner();
    const id = await prepared(adforge);
    await stage.kill();
    await stage.set("ADFORGE_SESSION_TTL", "1s");
    await stage.start();
    const again = await owner();
    await until("the expiry", async () => (await again.sessions.get(id)).status === "expired");
    const page = await person();
    await open(page, `/chat/${id}`);
    await page.getByText("This conversation has ended.").waitFor();
    await shows(page, "psychology-card", 2);
    assert.equal(await page.locator("textarea").count(), 0);
    assert.equal(await page.getByRole("button", { name: /^Continue with|^Generate/ }).count(), 0, "nothing can be chosen");
    await page.getByText("ended", { exact: true }).first().waitFor();
    await press(page, "Go on in a new one");
    await page.waitForURL((url) => url.pathname.startsWith("/chat/") && !url.pathname.endsWith(id));
    assert.equal((await again.sessions.get(idOf(page))).selections.angle?.id, "ang-1");
    clean(page);
  },

  async results() {
    const adforge = await owner();
    const id = await prepared(adforge, { mediaType: "image", format: "Problem-Solution" });
    for (const script of ["psych-1", "psych-2"]) await drawn(adforge, id, script);
    const page = await person({ permissions: ["clipboard-read", "clipboard-write"] });
    await open(page, `/chat/${id}`);
    await shows(page, "static-ad-result", 2);
    const card = page.locator("static-ad-result").first();
    const [download] = await Promise.all([page.waitForEvent("download"), card.getByRole("link", { name: "Download" }).click()]);
    assert.equal(download.suggestedFilename(), "Sérum autobronzant progressif.png");
    const bytes = await readFile(await download.path());
    assert.equal(bytes.subarray(1, 4).toString(), "PNG");
    const { script } = (await log(adforge, id)).find((it) => it.type === "selection_summary").data;
    for (const [what, text] of [["Script", Object.values(script).join("\n\n")], ["Primary text", `${script.hook}\n\n${script.cta}`], ["Headline", (await adforge.sessions.get(id)).selections.angle.title.replace(/^Angle \d+: /, "")]]) {
      await card.getByRole("button", { name: `Copy ${what}`, exact: true }).click();
      await page.getByText(`${what} copied.`).first().waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
    }
    await card.getByRole("button", { name: "Compare" }).click();
    const sides = page.locator("compare-dialog section");
    assert.equal(await sides.count(), 2);
    const pictures = await sides.locator("img").evaluateAll((all) => all.map((it) => it.src));
    assert.notEqual(pictures[0], pictures[1]);
    const boxes = await Promise.all([0, 1].map((n) => sides.nth(n).boundingBox()));
    assert.ok(boxes[0].y === boxes[1].y && boxes[0].x + boxes[0].width <= boxes[1].x, "side by side");
    // What tells them apart is under each, and what is the same is said once.
    const { items } = (await log(adforge, id)).find((it) => it.type === "selection_summary").data;
    const persona = items.find((it) => it.label === "persona").value;
    assert.equal(await page.locator("compare-dialog dd", { hasText: persona }).count(), 1);
    assert.equal(await sides.getByText("Hook", { exact: true }).count(), 2);
    clean(page);
  },

  async better() {
    const adforge = await owner();
    const id = await prepared(adforge, { mediaType: "image", format: "Problem-Solution" });
    for (const script of ["psych-1", "psych-2"]) await drawn(adforge, id, script);
    const page = await person();
    await open(page, `/chat/${id}`);
    await shows(page, "static-ad-result", 2);
    const compares = () => page.locator("static-ad-result").first().getByRole("button", { name: "Compare" }).click();
    const sides = page.locator("compare-dialog section");
    await compares();
    // The one that was made last is chosen already.
    assert.deepEqual(await sides.locator(".chosen-mark, button").allTextContents().then((all) => all.map((it) => it.split(":")[0])), ["Use this one", "Chosen"]);
    const { imageUrl } = (await log(adforge, id)).find((it) => it.type === "static_ad_result").data;
    const [download] = await Promise.all([page.waitForEvent("download"), sides.first().getByRole("link", { name: "Download" }).click()]);
    assert.deepEqual([new URL(download.url()).pathname, download.suggestedFilename()], [new URL(imageUrl).pathname, "Sérum autobronzant progressif.png"]);
    await sides.first().getByRole("button", { name: "Use this one" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    await until("the choice", async () => (await adforge.sessions.get(id)).selections.psychology?.id === "psych-1");
    await until("its scenes", async () => (await log(adforge, id)).at(-1).type === "script_details");
    await shows(page, "script-details", 1);
    await compares();
    await sides.first().getByText("Chosen").waitFor();
    await page.keyboard.press("Escape");
    // Of a conversation that has ended a new one begins with it.
    await stage.kill();
    await stage.set("ADFORGE_SESSION_TTL", "1s");
    await stage.start();
    const again = await owner();
    await until("the expiry", async () => (await again.sessions.get(id)).status === "expired");
    await page.reload();
    await page.getByText("This conversation has ended.").waitFor();
    await compares();
    await sides.last().getByRole("button", { name: "Start a new ad from here" }).click();
    await page.waitForURL((url) => url.pathname.startsWith("/chat/") && !url.pathname.endsWith(id));
    const title = (await log(again, id)).find((it) => it.type === "psychology_selection").data.concepts[1].title;
    assert.equal((await again.sessions.get(idOf(page))).selections.psychology?.title, title);
    clean(page);
  },

  async limit() {
    await stage.kill();
    await stage.set("ADFORGE_MESSAGES_PER_MINUTE", "1");
    await stage.start();
    const page = await person();
    const id = await begins(page);
    await shows(page, "audience-card", 4);
    await page.locator("textarea").fill("make them younger");
    await page.keyboard.press("Enter");
    await page.getByText(/You can go on in \d+ s\./).waitFor();
    assert.equal((await log(await owner(), id)).length, 2);
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await press(page, "Dismiss");
    assert.equal(await page.locator("chat-message").count(), 1);
    clean(page);
  },

  async writers() {
    const page = await person();
    const adforge = await owner();
    const bell = { name: "Kettlebell", language: "en", description: "An iron bell with a handle, for training at home.", benefits: ["fits under a bed"] };
    const product = await adforge.products.save(bell);
    const { sessionId } = await adforge.sessions.create({ productId: product.id, format: "Hybrid Format" });
    await adforge.turns.ask(sessionId, { message: "Generate ads", currentStep: "persona_selection" });
    await open(page, `/chat/${sessionId}`);
    await shows(page, "audience-card", 4);
    assert.equal(await page.locator(".writer").count(), 0, "one writer needs no name");
    // The model fails at this one.
    await page.locator("textarea").fill("make them younger");
    await page.keyboard.press("Enter");
    await page.getByText("Written by the built-in writer").waitFor();
    const named = ["Written by openai/gpt-6-luna", "Written by the built-in writer"];
    assert.deepEqual(await page.locator(".writer").allTextContents(), named);
    await page.reload();
    await shows(page, ".writer", 2);
    assert.deepEqual(await page.locator(".writer").allTextContents(), named, "history tells the same");
    nothing(await looks(page, "two-writers"));
    const lectrice = await person({ locale: "fr-FR" });
    await open(lectrice, `/chat/${sessionId}`);
    await shows(lectrice, ".writer", 2);
    assert.deepEqual(await lectrice.locator(".writer").allTextContents(), ["Écrit par openai/gpt-6-luna", "Écrit par le rédacteur intégré"]);
    clean(page, lectrice);
  },

  async failed() {
    const page = await person();
    const adforge = await owner();
    const id = await begins(page);
    // How long it may take is said while the model writes.
    await page.locator("turn-status .steps .muted", { hasText: /^\d+ ?s$/ }).waitFor();
    // It fails: what to do is said, and can be done.
    const told = "The answer could not be made. Try again.";
    for (const place of [".failure", "[role=status]"]) await page.locator(place).getByText(told).waitFor();
    assert.deepEqual((await log(adforge, id)).map((it) => [it.type, it.data?.code, it.data?.retryable]), [["text", undefined, undefined], ["error", "AI_GENERATION_ERROR", true]]);
    nothing(await looks(page, "failed", ".failure"));
    await press(page, "Try again");
    await shows(page, "audience-card", 4);
    // What would be refused again isn't offered again.
    const refusal = { type: "error", code: "UNKNOWN_SELECTION", message: "There is no such card.", retryable: false, details: { choices: [{ id: "aud-1", name: "Early Risers" }] } };
    await page.route(/\/messages$/, (route) => route.fulfill({ status: 422, json: refusal }));
    await page.locator("textarea").fill("make them younger");
    await page.keyboard.press("Enter");
    const note = page.locator(".note.wrong");
    await note.getByText("There is no such card here. Choose one of those that are shown.").waitFor();
    await note.getByText("Early Risers").waitFor();
    assert.deepEqual(await note.getByRole("button").allTextContents(), ["Dismiss"]);
    clean(page);
  },

  async gone() {
    const page = await person();
    await open(page, "/chat/01a20000-0000-7000-8000-000000000000");
    await page.getByText("This conversation doesn’t exist, or it was deleted.").waitFor();
    await page.locator("main").getByRole("link", { name: "New ad" }).click();
    await page.getByText("Select a format to start").waitFor();
    clean(page);
  },
});
