// What one can see while it happens: cards one by one, steps, a bar; and how it is stopped.

import assert from "node:assert/strict";
import { begins, clean, log, open, owner, person, prepared, press, shortens, shows, until } from "./browser.mjs";
import { play } from "./stage.mjs";

await play({
  async cards() {
    const page = await person();
    const adforge = await owner();
    const id = await begins(page);
    let sent = 0;
    for await (const told of adforge.follow(id, { after: 0 })) {
      if (told.type === "message" && told.message.type === "audience_group") break;
      if (told.type !== "card") continue;
      sent = told.index + 1;
      await shows(page, "audience-card", sent);
      assert.equal(await page.locator("audience-card").count(), sent, "a card is there before the next was sent");
      if (sent > 1) continue;
      assert.equal(await page.locator("turn-status .steps li").count(), 1);
      const heights = await page.evaluate(() => ["", "none"].map((display) => {
        document.querySelector("turn-status").style.display = display;
        return document.documentElement.scrollHeight;
      }));
      assert.equal(heights[0], heights[1], "what is being done takes no room");
      await page.evaluate(() => (document.querySelector("turn-status").style.display = ""));
    }
    assert.equal(sent, 4);
    await page.locator("turn-status").waitFor({ state: "detached" });
    assert.equal(await page.locator("audience-card").count(), 4, "nothing is shown twice");
    assert.equal(await page.locator(".reasons[open]").count(), 0, "reasoning is folded away");
    await page.locator(".reasons summary").click();
    assert.ok(await page.locator(".reasons li").first().isVisible());
    clean(page);
  },

  async slowly() {
    const page = await person();
    await page.route(/\/stream/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await route.continue();
    });
    await begins(page);
    await shows(page, "audience-card", 4);
    assert.ok((await page.locator(".reasons li").count()) > 0, "what was told before the first card");
    clean(page);
  },

  async stop() {
    const page = await person();
    const id = await begins(page);
    await shows(page, "audience-card", 1);
    await press(page, "Stop");
    await page.getByText("Stopped.").first().waitFor();
    const adforge = await owner();
    assert.deepEqual((await log(adforge, id)).map((it) => it.data?.code), [undefined, "TURN_CANCELLED"]);
    await press(page, "Try again");
    await shows(page, "audience-card", 4);
    await until("the end", async () => (await log(adforge, id)).length === 4);
    clean(page);
  },

  async interrupt() {
    const page = await person();
    const id = await begins(page);
    await shows(page, "audience-card", 1);
    await page.locator("textarea").fill("make them younger");
    await page.keyboard.press("Enter");
    const adforge = await owner();
    await until("both turns", async () => (await log(adforge, id)).length === 4);
    const [, cancelled, said, younger] = await log(adforge, id);
    assert.deepEqual([cancelled.data.code, said.content, younger.type], ["TURN_CANCELLED", "make them younger", "audience_group"]);
    await shows(page, "audience-card", younger.data.audiences.length);
    clean(page);
  },

  async bar() {
    const adforge = await owner();
    const id = await prepared(adforge);
    const page = await person();
    await open(page, `/chat/${id}`);
    await shortens(page);
    await press(page, /^Generate video/);
    await page.locator("progress").waitFor();
    await page.evaluate(() => {
      window.shown = new Map();
      const look = () => {
        const bar = document.querySelector("progress");
        if (bar) shown.set(bar.value, document.querySelector(".rendering-now").textContent);
      };
      look();
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    const told = new Set([0]);
    const doing = new Set([page.words.queued, page.words["rendering.video"]]);
    for await (const it of adforge.follow(id, { after: 0 })) {
      if (it.type === "message" && it.message.type === "video_result") break;
      if (it.type !== "status") continue;
      told.add(it.progress);
      doing.add(it.steps.at(-1).label);
    }
    await page.locator("video").waitFor({ state: "attached" });
    assert.equal(await page.locator("progress").count(), 0);
    const shown = await page.evaluate(() => [...shown]);
    assert.ok(shown.length > 4, `few of the job's ${told.size} steps were shown: ${shown}`);
    for (const [value, words] of shown) {
      assert.ok(told.has(value), `${value} was shown, and the job told ${[...told]}`);
      const label = words.slice(0, -`${value} %`.length);
      assert.equal(words, `${label}${value} %`);
      assert.ok(doing.has(label), `${label} was shown, and the job told ${[...doing]}`);
    }
    clean(page);
  },

  async stopped_render() {
    const adforge = await owner();
    const id = await prepared(adforge);
    const page = await person();
    await open(page, `/chat/${id}`);
    await press(page, /^Generate video/);
    await press(page, "Stop filming");
    await page.getByText("Stopped.").first().waitFor();
    assert.equal((await log(adforge, id)).at(-1).data.code, "TURN_CANCELLED");
    clean(page);
  },
});
