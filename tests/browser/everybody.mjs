// For everybody: by keys alone, by ear, in French, and no heavier after two hundred turns.

import assert from "node:assert/strict";
import { begins, chooses, clean, idOf, log, open, owner, person, prepared, press, shows, stage, starting, until } from "./browser.mjs";
import { ENGLISH } from "./look.mjs";
import { play } from "./stage.mjs";

/** Presses Tab until this is in focus. */
async function reaches(page, wanted, key = "Tab") {
  for (let n = 0; n < 400; n++) {
    await page.keyboard.press(key);
    const found = await page.evaluate((wanted) => {
      const it = document.activeElement;
      const name = [it.getAttribute("aria-label"), it.labels?.[0]?.textContent, it.textContent].filter(Boolean).join(" ").replace(/\s+/g, " ").trim();
      return new RegExp(wanted).test(name) || it.matches?.(wanted.startsWith("#") || wanted.startsWith(".") ? wanted : "never");
    }, wanted);
    if (found) {
      const seen = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none" || document.activeElement.matches("input[type=radio], textarea"));
      assert.ok(seen, `the focus on ${wanted} can be seen`);
      return;
    }
  }
  throw new Error(`no key leads to ${wanted}`);
}

await play({
  async keys() {
    const page = await person();
    await open(page);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    await reaches(page, "Sérum");
    await reaches(page, "Hybrid Format");
    await page.keyboard.press("Space");
    await reaches(page, "Your message");
    await page.keyboard.type("Generate ads");
    await page.keyboard.press("Enter");
    await shows(page, "audience-card", 4);
    await page.locator("turn-status").waitFor({ state: "detached" });
    await reaches(page, "^Continue with this persona", "Shift+Tab");
    await page.keyboard.press("Enter");
    await shows(page, "marketing-angle-card", 2);
    await page.locator("turn-status").waitFor({ state: "detached" });
    await reaches(page, "^Continue with this angle");
    await page.keyboard.press("Enter");
    await shows(page, "psychology-card", 2);
    await page.locator("turn-status").waitFor({ state: "detached" });
    await reaches(page, "^See script details");
    await page.keyboard.press("Enter");
    await page.locator("dialog[open]").waitFor();
    await reaches(page, "^Hook");
    await page.keyboard.type("Look. ");
    // The focus doesn't leave the dialog, and comes back to where it was.
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    assert.match(await page.evaluate(() => document.activeElement.textContent), /^See script details/);
    await reaches(page, "^Generate video");
    await page.keyboard.press("Enter");
    await until("the render", async () => (await log(await owner(), idOf(page))).some((it) => it.type === "selection_summary"));
    await reaches(page, "^Stop filming");
    await page.keyboard.press("Enter");
    await page.getByText("Stopped.").first().waitFor();
    clean(page);
  },

  async motion() {
    const page = await person({ reducedMotion: "no-preference" });
    await begins(page);
    await shows(page, "audience-card", 1);
    /** How long what moves goes on moving, in milliseconds. */
    const moves = (selector) => page.evaluate((selector) => Math.max(...document.querySelector(selector).getAnimations({ subtree: true }).map((it) => it.effect.getComputedTiming().activeDuration)), selector);
    assert.equal(await moves("turn-status"), Infinity, "what runs turns");
    await shows(page, "audience-card", 2);
    assert.ok((await moves("audience-card:last-child")) > 100, "a card comes softly");
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.waitForFunction(() => document.getAnimations().every((it) => it.effect.getComputedTiming().activeDuration <= 1));
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("button")).transitionDuration), "0s");
    clean(page);
  },

  async announcements() {
    const page = await person();
    await page.addInitScript(() => {
      window.said = [];
      // Whichever element it is: what the server sends gives way to the page.
      const look = () => {
        const text = document.querySelector("[role=status]")?.textContent;
        if (text !== undefined && text !== said.at(-1)) said.push(text);
      };
      new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true });
    });
    await begins(page);
    await shows(page, "audience-card", 4);
    await until("the end", async () => (await page.evaluate(() => said)).includes("4 personas are ready."));
    const said = (await page.evaluate(() => said)).filter(Boolean);
    assert.ok(said.length <= 2, `few words for a turn: ${said}`);
    // Nothing else speaks: the log itself is silent, and alerts are for what is refused.
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("[aria-live], [role=alert], [role=status], [role=log]")].map((it) => it.getAttribute("aria-live"))), ["off", "polite"]);
    clean(page);
  },

  async french() {
    const english = /\b(the|your|you|this|with|and|is|are|choose|select|generate|continue|start|stop|try|again|new|close|delete|loading|working|writing|looking|ready|wait|server|of)\b/i;
    const page = await person({ locale: "fr-FR" });
    const wrong = [];
    const reads = async (where) => {
      console.log(`reads ${where}`);
      const words = await page.evaluate(() => {
        const said = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        // What a product, a writer or a person says is theirs; so are names of formats.
        const theirs = "[dir=auto]:not(textarea, input), bdi, .format-name, .badge, .session-name, .session-persona, .chat-head p, noscript, .ai-head h2, .avatars .product-name";
        while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(theirs)) said.push(walker.currentNode.textContent.trim());
        for (const it of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) for (const name of ["aria-label", "placeholder", "title", "alt"]) said.push((it.getAttribute(name) ?? "").split(":")[0]);
        return said.filter(Boolean);
      });
      wrong.push(...words.filter((text) => english.test(text)).map((text) => `${where}: ${text}`));
    };
    await open(page);
    await page.getByText("Choisissez un format pour commencer").waitFor();
    await shows(page, ".format-name", 5);
    assert.equal(await page.evaluate(() => document.documentElement.lang), "fr");
    await reads("home");
    await page.locator(".segments", { hasText: "Image" }).getByText("Image").click();
    await reads("images");
    await press(page, "Ajouter votre produit");
    await reads("product");
    await page.keyboard.press("Escape");
    // A product in French is served in French, statuses and reasons included.
    const adforge = await owner();
    const { sessionId } = await adforge.sessions.create({ productId: "2", format: "Hybrid Format" });
    await open(page, `/chat/${sessionId}`);
    await page.locator("textarea").fill("Crée des publicités");
    await page.keyboard.press("Enter");
    await page.locator("turn-status .steps li").waitFor();
    const status = await page.locator("turn-status .steps li").first().textContent();
    assert.ok(!english.test(status), status);
    await reads("running");
    await shows(page, "audience-card", 4);
    await page.locator(".reasons summary").click();
    assert.ok(!english.test(await page.locator(".reasons ul").textContent()), "reasons");
    await chooses(page, /^Continuer avec cette persona/);
    await chooses(page, /^Continuer avec cet angle/);
    await chooses(page, /^Voir le script en détail/);
    await reads("script");
    await page.keyboard.press("Escape");
    await chooses(page, /^Créer la vidéo/);
    await page.locator("progress").waitFor();
    await page.waitForFunction(() => document.querySelector("progress").value > 2);
    assert.ok(!english.test(await page.locator(".rendering").textContent()), await page.locator(".rendering").textContent());
    await press(page, "Arrêter le tournage");
    await page.getByText("Arrêté.").first().waitFor();
    await reads("concepts");
    // Of a product in English only its own words are English.
    await begins(page, { product: /Sérum/, format: null }).catch(() => undefined);
    await page.locator("turn-status .steps li").waitFor();
    assert.match(await page.locator("turn-status .steps li").first().textContent(), starting(page.words["step.format_selection"]));
    await reads("an English product");
    await open(page, `/chat/${await prepared(adforge)}`);
    await chooses(page, starting(page.words["generate.video"]));
    await page.waitForFunction(() => document.querySelector("progress")?.value > 2);
    assert.match(await page.locator(".rendering-now").textContent(), starting(page.words["rendering.video"]));
    await press(page, page.words["stop.video"]);
    await page.getByText(page.words["error.TURN_CANCELLED"]).first().waitFor();
    await reads("an English film");
    await stage.shut();
    await page.getByText("Pas de connexion.").waitFor();
    await reads("offline");
    await stage.open();
    await open(page, "/chat/01a20000-0000-7000-8000-000000000000");
    await page.locator(".gone").waitFor();
    await reads("gone");
    assert.deepEqual(wrong, []);
    clean(page);
  },

  async words() {
    const packs = await Promise.all(["en", "fr"].map(async (tag) => (await import(`../../crates/web/assets/words/${tag}.js`)).default));
    const keys = packs.map((pack) => Object.keys(pack).filter((key) => !/^format\.(?!select)|^place\./.test(key)).sort());
    assert.deepEqual(keys[0], keys[1], "both languages have the same words");
    const said = Object.entries(packs[1]).map(([key, words]) => [key, typeof words === "function" ? words({ n: 3 }) : words.replace(/\{\w+\}/g, "")]);
    assert.deepEqual(said.filter(([, words]) => ENGLISH.test(words)), [], "French is French");
    // Every error has its words.
    const problems = await (await import("node:fs/promises")).readFile("../../crates/http-api/src/problem.rs", "utf8");
    const codes = [...problems.split("codes! {")[1].split("\n}")[0].matchAll(/"([A-Z_]{4,})"/g)].map((it) => it[1]);
    assert.ok(codes.length > 20);
    const shown = codes.filter((code) => !["METHOD_NOT_ALLOWED", "RANGE_NOT_SATISFIABLE"].includes(code));
    for (const pack of packs) assert.deepEqual(shown.filter((code) => !pack[`error.${code}`]), []);
  },

  async great() {
    const adforge = await owner();
    const id = await prepared(adforge, { upTo: "personas" });
    const page = await person();
    await open(page, `/chat/${id}`);
    await shows(page, "audience-card img:not([hidden])", 4);
    const sizes = async (width) => {
      await page.setViewportSize({ width, height: Math.round((width * 9) / 16) });
      return page.evaluate(() => {
        const box = (selector) => document.querySelector(selector).getBoundingClientRect();
        const em = (it) => {
          const words = document.createRange();
          words.selectNodeContents(it);
          return (it.localName === "textarea" ? it : words).getBoundingClientRect().width / Number.parseFloat(getComputedStyle(it).fontSize);
        };
        const text = Number.parseFloat(getComputedStyle(document.querySelector(".card-text")).fontSize);
        const rows = new Set([...document.querySelectorAll("audience-card")].map((it) => it.getBoundingClientRect().top));
        const longest = Math.max(...[...document.querySelectorAll(".lines p, .lines li, textarea")].filter((it) => !it.closest(".unseen")).map(em));
        return { text, face: box(".avatar img").width, button: box(".card .primary").height, padding: box(".card-text").left - box(".card").left, rows: rows.size, longest };
      });
    };
    const usual = await sizes(1280);
    const { rows, longest, ...grown } = await sizes(3840);
    for (const [what, size] of Object.entries(grown)) assert.ok(size >= 1.7 * usual[what], `${what}: ${size} on a great screen, ${usual[what]} on a usual one`);
    assert.deepEqual([usual.rows, rows, (await sizes(2560)).rows], [2, 1, 1], "cards stand beside each other where there is room");
    for (const width of [390, 1280, 1920, 2560, 3840, 5120]) assert.ok((await sizes(width)).longest < 58, `no line is as long as ${width} pixels`);
    clean(page);
  },

  async heap() {
    const page = await person();
    const adforge = await owner();
    const id = await prepared(adforge, { upTo: "personas" });
    await open(page, `/chat/${id}`);
    await shows(page, "audience-card", 4);
    for (let n = 1; n < 200; n++) {
      await adforge.turns.ask(id, { message: n % 2 ? "make them older" : "make them younger" });
    }
    const count = (await log(adforge, id)).length + ((await adforge.sessions.messages(id, { after: 200, limit: 200 })).messages.length);
    assert.equal(count, 400);
    const whole = async (page) => {
      await shows(page, "ai-message", 200);
      await page.locator("turn-status").waitFor({ state: "detached" });
    };
    await whole(page);
    const fresh = await person({}, page.context());
    await open(fresh, `/chat/${id}`);
    await whole(fresh);
    const [old, young] = [await weighed(page), await weighed(fresh)];
    assert.ok(old.heap <= 1.3 * young.heap, `${old.heap} after 200 turns, ${young.heap} in a fresh tab`);
    assert.deepEqual(old.detached, [], "nothing is detached after 200 turns");
    clean(page, fresh);
  },
});

/** What a tab holds once all garbage is collected: bytes of its heap, and the roots of nodes that are on no page. */
async function weighed(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  await session.send("DOM.enable");
  for (let n = 0; n < 3; n++) await session.send("HeapProfiler.collectGarbage");
  const { usedSize: heap } = await session.send("Runtime.getHeapUsage");
  const { detachedNodes } = await session.send("DOM.getDetachedDomNodes");
  // Templates are on no page, and lit keeps one of each.
  const detached = detachedNodes.map(({ treeNode }) => treeNode.nodeName).filter((name) => name !== "TEMPLATE");
  return { heap, detached };
}
