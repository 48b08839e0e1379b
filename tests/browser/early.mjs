// What the server sends to be seen before any script has run: that it is what the page draws, and what becomes of it.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { arrives, clean, holds, open, owner, person, press, shows } from "./browser.mjs";
import { play } from "./stage.mjs";

const LOCALES = { en: "en-US", fr: "fr-FR" };
const file = (language) => new URL(`../../crates/web/assets/home/${language}.html`, import.meta.url);

/** Where an ad begins as it is on the screen: its mark-up with a line for each block, and where each element is. */
function drawn(page) {
  return page.evaluate(async () => {
    await document.fonts.load("16px Instrument Sans");
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

/** So many products are in the store. */
async function stocks(adforge, count) {
  const { products } = await adforge.products.list({ limit: 100 });
  for (const { id } of products.slice(count)) await adforge.products.erase(id);
  for (let n = products.length; n < count; n++) await adforge.products.save({ name: `Kettlebell ${n}`, language: "en" });
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
    const adforge = await owner();
    for (const count of [7, 30, 3, 1, 0]) {
      await stocks(adforge, count);
      // Each time a browser that has never been here.
      for (const width of [390, 768, 1280, 3840]) {
        const page = await person({ viewport: { width, height: 860 } });
        await page.addInitScript(() => {
          window.jumps = [];
          new PerformanceObserver((list) => jumps.push(...list.getEntries().map((it) => it.sources.map((at) => `${at.node?.outerHTML?.slice(0, 80)} ${JSON.stringify([at.previousRect, at.currentRect])}`)))).observe({ type: "layout-shift", buffered: true });
        });
        const go = await holds(page);
        await arrives(page);
        const places = () => page.evaluate(() => [...document.querySelectorAll("h1, h2, .section-head *, .products, .format, textarea")].map((it) => JSON.stringify(it.getBoundingClientRect())));
        await page.evaluate(() => document.fonts.load("16px Instrument Sans"));
        await twoFrames(page);
        const before = await places();
        await page.evaluate(() => (jumps.length = 0));
        go();
        if (count) await shows(page, ".product-name", count);
        else await page.getByText("No product yet.").waitFor();
        await twoFrames(page);
        assert.deepEqual(await page.evaluate(() => jumps), [], `nothing jumps of ${count} products at ${width} pixels`);
        assert.deepEqual(await places(), before, `all is where it was with ${count} products at ${width} pixels`);
        clean(page);
        await page.context().close();
      }
    }
  },

  async many() {
    const adforge = await owner();
    await stocks(adforge, 30);
    const page = await person();
    await open(page);
    await shows(page, ".product-name", 30);
    // What was chosen far below is in view the next time.
    await page.locator(".product").last().getByRole("radio").check({ force: true });
    await page.reload();
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
