// The guide's own scenario, with its very texts, and on to a film that plays and a picture that is drawn.

import assert from "node:assert/strict";
import { clean, idOf, log, open, owner, person, press, shows, toConcepts } from "./browser.mjs";
import { play } from "./stage.mjs";

await play({
  async film() {
    const page = await person();
    await open(page);
    await page.getByText("Select a format to start").click();
    await page.getByText("Hybrid Format").click();
    assert.equal(await page.locator("textarea").count(), 1);
    assert.equal(await page.locator('button[type="submit"]').count(), 1);
    await page.locator("textarea").fill("Generate ads for my product");
    await page.locator('button[type="submit"]').click();
    await page.getByText("Women Perimenopausal").first().waitFor({ state: "visible", timeout: 10_000 });
    await shows(page, "audience-card", 4);
    for (const [element, count] of [["chat-message", 1], ["ai-response-header", 1], ["audience-card", 4]]) assert.equal(await page.locator(element).count(), count, element);
    assert.equal(await page.locator(".ai-head .badge").allTextContents().then(String), "Sérum autobronzant progressif,Hybrid Format");
    await toConcepts(page);
    assert.ok((await page.locator("user-selection-message").allTextContents()).join().includes("Women Perimenopausal"));
    await page.locator("button.stop").waitFor({ state: "detached" });
    await press(page, /^Generate video/);
    const video = page.locator("video-result-card video");
    await video.waitFor({ timeout: 900_000 });
    await video.evaluate((film) => {
      film.muted = true;
      return film.play();
    });
    await page.waitForFunction(() => document.querySelector("video").currentTime > 0.2);
    assert.equal(await video.evaluate((film) => film.videoWidth), 1080);
    const all = await log(await owner(), idOf(page));
    // What it is made of is summed up, with its product's picture where it has one.
    const { items } = all.find((it) => it.type === "selection_summary").data;
    assert.deepEqual(items.map((it) => it.label), ["product", "format", "persona", "angle", "script"]);
    assert.deepEqual(await page.locator("user-selection-message .summary dd").allTextContents(), items.map((it) => it.value));
    assert.deepEqual(all.map((it) => it.type), ["text", "audience_group", "text", "marketing_angle", "text", "psychology_selection", "selection_summary", "video_result"]);
    clean(page);
  },

  async picture() {
    const page = await person();
    await open(page);
    await page.locator(".segments", { hasText: "Image" }).getByText("Image").click();
    await page.getByText("Problem-Solution").click();
    await press(page, "Start create");
    await toConcepts(page);
    await press(page, /^Generate image/);
    const image = page.locator("static-ad-result img");
    await image.waitFor({ timeout: 120_000 });
    await page.waitForFunction(() => document.querySelector("static-ad-result img").naturalWidth > 0);
    const { naturalWidth, naturalHeight } = await image.evaluate(({ naturalWidth, naturalHeight }) => ({ naturalWidth, naturalHeight }));
    const result = (await log(await owner(), idOf(page))).at(-1);
    assert.deepEqual([naturalWidth, naturalHeight], [result.data.width, result.data.height]);
    clean(page);
  },
});
