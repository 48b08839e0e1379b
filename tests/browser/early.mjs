// What the server sends to be seen before any script has run: that it is what the page draws, and what becomes of it.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { arrives, clean, holds, open, owner, person, press, shows } from "./browser.mjs";
import { play } from "./stage.mjs";

const LOCALES = { en: "en-US", fr: "fr-FR" };
const file = (language) => new URL(`../../crates/web/assets/home/${language}.html`, import.meta.url);

/** Where an ad begins as it is on the screen: its mark-up with a line for each block, and where each element is. */
function drawn(page) {
  return page.evaluate(() => {
    const app = document.querySelector("adforge-app");
    const boxes = [...app.querySelectorAll("*")].map((it) => [it.localName, ...Object.values(it.getBoundingClientRect().toJSON()).slice(0, 4)].join(" "));
    const copy = app.cloneNode(true);
    const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
    for (const all = []; comments.nextNode() || all.forEach((it) => it.remove()); ) all.push(comments.currentNode);
    app.querySelectorAll("input").forEach((it, n) => copy.querySelectorAll("input")[n].toggleAttribute("checked", it.checked));
    const text = copy.innerHTML.replace(/\s+/g, " ").replace(/> </g, "><").trim();
    const markup = text.replace(/(<(?:a|button|chat-composer|div|form|format-selector|h1|h2|header|home-page|input|label|li|main|nav|p|section|textarea|ul)\b)/g, "\n$1");
    return { boxes, markup: `${markup.trim()}\n` };
  });
}

/** Lets what a store holds wait: a browser knows the formats, and nothing else yet. */
async function knowsFormatsAlone(page) {
  for (const path of ["/api/products", "/api/chat/sessions"]) await page.route((url) => url.pathname === path, () => undefined);
}

function twoFrames(page) {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

await play({
  async same() {
    for (const [language, locale] of Object.entries(LOCALES)) {
      for (const width of [390, 1280]) {
        const [scripted, bare] = await Promise.all([true, false].map((javaScriptEnabled) => person({ locale, javaScriptEnabled, viewport: { width, height: 860 } })));
        await knowsFormatsAlone(scripted);
        await arrives(scripted);
        // Only what the page itself has drawn has lit's marks in it.
        await scripted.waitForFunction(() => document.querySelector(".format-name")?.closest("format-selector").innerHTML.includes("<!--"));
        const wanted = await drawn(scripted);
        if (process.env.WRITE_HOME) await writeFile(file(language), wanted.markup);
        assert.equal(await readFile(file(language), "utf8"), wanted.markup, `assets/home/${language}.html isn't what the page draws: WRITE_HOME=1 writes it`);
        await arrives(bare);
        const sent = await drawn(bare);
        assert.deepEqual(sent, wanted, "what the server sends is what the page draws, and where");
        clean(scripted, bare);
      }
    }
  },

  async stays() {
    const page = await person();
    const go = await holds(page);
    await arrives(page);
    await page.locator(".segments", { hasText: "Image" }).getByText("Image").click();
    await page.getByText("Problem-Solution").click();
    await page.locator("textarea").fill("make them");
    await page.evaluate(() => document.querySelector("textarea").setSelectionRange(4, 4));
    go();
    await shows(page, ".product-name", 7);
    await page.waitForFunction(() => document.activeElement.localName === "textarea");
    const now = await page.evaluate(() => ({ text: document.activeElement.value, caret: document.activeElement.selectionStart, chosen: [...document.querySelectorAll("[name=media]:checked, [name=format]:checked")].map((it) => it.value) }));
    assert.deepEqual(now, { text: "make them", caret: 4, chosen: ["image", "problem_solution"] });
    // What is kept from the last time is no less than what is sent.
    await page.reload();
    await shows(page, ".product-name", 7);
    assert.deepEqual(await page.evaluate(() => [document.querySelector("textarea").value, document.querySelector("[name=media]:checked").value]), ["make them", "image"]);
    clean(page);
  },

  async pressed() {
    const page = await person();
    const go = await holds(page);
    await arrives(page);
    await press(page, "Add your product");
    go();
    await page.getByLabel("Name", { exact: true }).fill("Kettlebell");
    assert.equal(await page.locator("dialog[open]").count(), 1);
    clean(page);
  },

  async still() {
    for (const viewport of [{ width: 390, height: 844 }, { width: 1280, height: 860 }]) {
      const page = await person({ viewport });
      await page.addInitScript(() => {
        window.jumps = [];
        new PerformanceObserver((list) => jumps.push(...list.getEntries().map((it) => it.sources.map((at) => `${at.node?.outerHTML?.slice(0, 80)} ${JSON.stringify([at.previousRect, at.currentRect])}`)))).observe({ type: "layout-shift", buffered: true });
      });
      const go = await holds(page);
      await arrives(page);
      const place = () => page.locator("#format-title").boundingBox();
      await page.evaluate(() => document.fonts.load("16px Instrument Sans"));
      await twoFrames(page);
      const before = await place();
      await page.evaluate(() => (jumps.length = 0));
      go();
      await shows(page, ".product-name", 7);
      await twoFrames(page);
      assert.deepEqual(await page.evaluate(() => jumps), []);
      assert.deepEqual(await place(), before, "the format selector is where it was");
      clean(page);
    }
  },

  async few() {
    const adforge = await owner();
    const { products } = await adforge.products.list();
    for (const { id } of products.slice(2)) await adforge.products.erase(id);
    const page = await person();
    const place = () => page.locator("#format-title").boundingBox();
    await open(page);
    const known = await place();
    // From the second time on as much room is kept as is needed, by what is sent and by the page.
    const go = await holds(page);
    let told;
    const telling = new Promise((resolve) => (told = resolve));
    await page.route((url) => url.pathname === "/api/products", (route) => telling.then(() => route.continue()));
    await arrives(page);
    await page.waitForFunction(() => document.querySelectorAll(".ghost").length === 2);
    await page.evaluate(() => document.fonts.load("16px Instrument Sans"));
    await twoFrames(page);
    assert.deepEqual(await place(), known);
    go();
    await page.waitForFunction(() => document.querySelector(".products")?.innerHTML.includes("<!--"));
    await twoFrames(page);
    assert.deepEqual(await place(), known);
    told();
    await shows(page, ".product-name", 2);
    await twoFrames(page);
    assert.deepEqual(await place(), known);
    // Where there is none, that is said.
    for (const { id } of products.slice(0, 2)) await adforge.products.erase(id);
    await page.reload();
    await page.getByText("No product yet.").waitFor();
    clean(page);
  },

  async many() {
    const adforge = await owner();
    const page = await person();
    await open(page);
    const before = await page.locator("#format-title").boundingBox();
    let last;
    for (let n = 0; n < 23; n++) last = await adforge.products.save({ name: `Kettlebell ${n}`, language: "en" });
    for (let times = 0; times < 2; times++) {
      await page.reload();
      await shows(page, ".product-name", 30);
      const now = await page.locator("#format-title").boundingBox();
      assert.ok(now.y - before.y <= 40, `thirty products push the formats down by ${now.y - before.y} pixels`);
    }
    const there = await page.locator("#format-title").boundingBox();
    // What was chosen far below is in view the next time, and its place is kept.
    await page.getByRole("radio", { name: `${last.name} ` }).check({ force: true });
    const go = await holds(page);
    await arrives(page);
    await page.waitForFunction(() => document.querySelectorAll(".ghost").length === 12);
    await page.evaluate(() => document.fonts.load("16px Instrument Sans"));
    await twoFrames(page);
    assert.deepEqual(await page.locator("#format-title").boundingBox(), there);
    go();
    await shows(page, ".product-name", 30);
    await twoFrames(page);
    const chosen = await page.locator(".product", { has: page.locator(":checked") }).boundingBox();
    const list = await page.locator(".products").boundingBox();
    assert.ok(chosen.y >= list.y && chosen.y + chosen.height <= list.y + list.height, `${JSON.stringify(chosen)} is outside of ${JSON.stringify(list)}`);
    clean(page);
  },

  async background() {
    // A tab in the background paints nothing, so its scripts don't wait for that.
    const page = await person();
    await page.addInitScript(() => (window.PerformanceObserver = class { observe() {} }));
    await arrives(page);
    await shows(page, ".product-name", 7);
    clean(page);
  },
});
