// A decided step is folded to the card that was chosen: what one can do with it, and that nothing moves under a reader's eye.

import assert from "node:assert/strict";
import { begins, clean, open, owner, person, prepared, press, shows, until } from "./browser.mjs";
import { play } from "./stage.mjs";

/** How many of these can be seen. */
const seen = (page, selector) => page.locator(`${selector}:visible`).count();

await play({
  async folded() {
    const adforge = await owner();
    const id = await prepared(adforge);
    const page = await person();
    await open(page, `/chat/${id}`);
    await shows(page, "psychology-card", 2);
    const all = await page.locator("audience-card").count();
    await until("the fold", async () => (await seen(page, "audience-card")) === 1 && (await seen(page, "marketing-angle-card")) === 1);
    assert.equal(await page.locator("audience-card:visible .chosen-mark").count(), 1, "what was chosen is shown");
    assert.equal(await seen(page, "psychology-card"), await page.locator("psychology-card").count(), "what isn't decided is whole");
    const wide = await page.evaluate(() => ["audience-card", "marketing-angle-card"].map((name) => {
      const card = document.querySelector(`${name} .card.chosen`);
      return [card.offsetWidth, card.closest(".cards").offsetWidth, new Set([...card.children].map((it) => it.getBoundingClientRect().left)).size];
    }));
    for (const [card, row, columns] of wide) assert.deepEqual([card, columns], [row, 2], "it takes the row, in two columns");
    // By keys: the button stays, and what it shows comes behind it.
    await page.evaluate(() => document.querySelectorAll("audience-card").forEach((it) => (it.mark = "mine")));
    const button = page.locator("ai-message").first().locator(".fold");
    await button.focus();
    assert.equal((await button.textContent()).trim(), `Show the other ${all - 1}`);
    assert.equal(await button.getAttribute("aria-expanded"), "false");
    await page.keyboard.press("Enter");
    await until("all of them", async () => (await seen(page, "audience-card")) === all);
    assert.equal((await button.textContent()).trim(), `Hide the other ${all - 1}`);
    assert.ok(await button.evaluate((it) => it === document.activeElement), "the focus stays");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("audience-card") === document.querySelector("audience-card")), "what is shown is next");
    await button.focus();
    await page.keyboard.press("Enter");
    await until("one of them", async () => (await seen(page, "audience-card")) === 1);
    assert.equal(await page.evaluate(() => [...document.querySelectorAll("audience-card")].filter((it) => it.mark === "mine").length), all, "they are the same nodes");
    // Another is chosen from among them; they stay as they are before whoever looks at them.
    await press(page, /^Show the other/);
    await page.locator("audience-card").nth(1).getByRole("button", { name: /^Continue with this persona/ }).click();
    await press(page, "Change it");
    await page.locator("audience-card").nth(1).locator(".chosen-mark").waitFor();
    await until("the angles", async () => (await adforge.sessions.messages(id)).messages.length === 8);
    assert.equal(await seen(page, "audience-card"), all);
    // Whoever comes later finds it folded, even where all of it would be before them.
    await page.setViewportSize({ width: 1280, height: 6000 });
    await page.reload();
    await page.locator("audience-card .chosen-mark").waitFor();
    await until("the fold", async () => (await seen(page, "audience-card")) === 1);
    // Where they stand beside each other there is nothing to be won.
    await page.setViewportSize({ width: 3840, height: 2160 });
    await page.reload();
    await page.locator("audience-card .chosen-mark").waitFor();
    assert.deepEqual([await seen(page, "audience-card"), await page.locator(".fold").count()], [all, 0]);
    clean(page);
  },

  async eye() {
    const page = await person();
    await begins(page);
    await shows(page, "audience-card", 4);
    await page.locator("button.stop").waitFor({ state: "detached" });
    await page.evaluate(() => document.querySelectorAll("audience-card").forEach((it) => (it.mark = "mine")));
    await press(page, /^Continue with this persona/);
    await shows(page, "marketing-angle-card", 1);
    // While a part of it is on the screen it stays as it is, whatever is written below.
    await page.evaluate(() => document.querySelectorAll("audience-card")[2].scrollIntoView({ block: "start", behavior: "instant" }));
    const at = await page.evaluate(() => scrollY);
    await shows(page, "marketing-angle-card", 3);
    assert.deepEqual([await seen(page, "audience-card"), await page.evaluate(() => scrollY)], [4, at]);
    // Nor is it folded away from whoever is in it.
    const to = (selector) => page.evaluate(async (selector) => {
      document.querySelector(selector).scrollIntoView({ block: "start", behavior: "instant" });
      for (let n = 0; n < 10; n++) await new Promise(requestAnimationFrame);
    }, selector);
    await page.evaluate(() => document.querySelectorAll("audience-card .primary")[2].focus({ preventScroll: true }));
    await to("marketing-angle-card");
    assert.equal(await seen(page, "audience-card"), 4);
    await page.evaluate(() => document.activeElement.blur());
    await to("audience-card");
    // Out of sight it is folded, and what is looked at stays where it is.
    const places = await page.evaluate(async () => {
      const frame = () => new Promise(requestAnimationFrame);
      const card = document.querySelector("marketing-angle-card");
      card.scrollIntoView({ block: "start", behavior: "instant" });
      const where = [];
      for (let n = 0; n < 60; n++) {
        await frame();
        where.push(Math.round(card.getBoundingClientRect().top));
      }
      return where;
    });
    assert.equal(await seen(page, "audience-card"), 1);
    assert.equal(new Set(places).size, 1, `it moved: ${places}`);
    assert.equal(await page.evaluate(() => [...document.querySelectorAll("audience-card")].filter((it) => it.mark === "mine").length), 4, "they are the same nodes");
    // Whoever goes on is followed as before.
    await page.locator("button.stop").waitFor({ state: "detached" });
    await press(page, /^Continue with this angle/);
    await shows(page, "psychology-card", 4);
    await until("the new cards", () => page.evaluate(() => document.querySelector("psychology-card").getBoundingClientRect().top < innerHeight));
    clean(page);
  },

  async phone() {
    // What was asked is brought to the head of the screen, and the set above it is folded: it stays there.
    const page = await person({ viewport: { width: 390, height: 844 } });
    await begins(page);
    await shows(page, "audience-card", 4);
    await page.locator("button.stop").waitFor({ state: "detached" });
    await press(page, /^Continue with this persona/);
    await until("the fold", async () => (await seen(page, "audience-card")) === 1);
    await shows(page, "marketing-angle-card", 3);
    const top = await page.locator(".line.user").last().evaluate((it) => it.getBoundingClientRect().top);
    assert.ok(Math.abs(top - 88) < 2, `it is at ${top}`);
    clean(page);
  },
});
