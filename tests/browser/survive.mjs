// What a bad network, a killed server, a reload or a second tab may cost: nothing, and nothing is shown twice.

import assert from "node:assert/strict";
import { SHORT, begins, clean, idOf, log, open, owner, person, prepared, press, shortens, shows, stage, until } from "./browser.mjs";
import { Session } from "../../crates/web/assets/state/session.js";
import { play } from "./stage.mjs";

/** Marks the nodes that are there, so that one can tell whether they stayed. */
function marks(page) {
  return page.evaluate(() => document.querySelectorAll("audience-card, psychology-card, chat-message").forEach((it, n) => (it.mark = n)));
}

/** Whether the marked nodes are where they were. */
async function stayed(page, count) {
  const found = await page.evaluate(() => [...document.querySelectorAll("audience-card, psychology-card, chat-message")].map((it) => it.mark));
  assert.deepEqual(found.filter((mark) => mark !== undefined), Array.from({ length: count }, (_, n) => n), `marks: ${found}`);
}

/** Leaves a draft, the focus in it, and a place in the page. */
async function settles(page) {
  await page.locator("textarea").fill("make them");
  await page.evaluate(() => {
    document.querySelector("textarea").setSelectionRange(4, 4);
    scrollTo(0, 200);
    // A card that has just come is still on its way.
    return Promise.all(document.querySelector("audience-card").getAnimations({ subtree: true }).map((it) => it.finished)).then(() => {});
  });
  return looksAt(page);
}

/** How far the page is scrolled, and where on the screen the card is that is looked at. */
function looksAt(page) {
  return page.evaluate(() => ({ scrolled: scrollY, card: document.querySelector("audience-card").getBoundingClientRect().top }));
}

/** To the pixel all is as it was. */
async function undisturbed(page, before) {
  const now = await page.evaluate(() => ({ draft: document.querySelector("textarea").value, focus: document.activeElement.localName, caret: document.activeElement.selectionStart }));
  assert.deepEqual(now, { draft: "make them", focus: "textarea", caret: 4 });
  assert.deepEqual(await looksAt(page), before);
}

/** Each message of the log is on the screen once. */
async function all(page, id, wanted) {
  const adforge = await owner();
  const messages = await until("the log", async () => {
    const known = await log(adforge, id);
    return known.length >= wanted && known;
  });
  const answers = messages.filter((it) => it.sender === "ai").map((it) => it.id);
  await page.waitForFunction((answers) => JSON.stringify([...document.querySelectorAll("ai-message")].map((it) => it.message?.id)) === JSON.stringify(answers), answers);
  assert.equal(await page.locator("chat-message").count(), messages.length - answers.length);
  assert.equal(messages.length, wanted);
  return messages;
}

async function lost(page) {
  await page.getByText("No connection.").waitFor();
}

async function found(page) {
  await page.getByText("No connection.").waitFor({ state: "detached" });
}

/** Turns the network off between two cards, does something meanwhile, and turns it on again. */
async function between(off, on) {
  const page = await person();
  const id = await begins(page);
  await shows(page, "audience-card", 1);
  const at = await settles(page);
  await marks(page);
  const marked = (await page.locator("audience-card").count()) + 1;
  await off(id);
  await lost(page);
  await on(id);
  await found(page);
  await shows(page, "audience-card", 4);
  await all(page, id, 2);
  await stayed(page, marked);
  await undisturbed(page, at);
  clean(page);
}

async function filming() {
  const adforge = await owner();
  const id = await prepared(adforge);
  const page = await person();
  await open(page, `/chat/${id}`);
  await shortens(page);
  await press(page, /^Generate video/);
  await page.waitForFunction(() => document.querySelector("progress")?.value > 5);
  await press(page, /^See script details/);
  await page.locator("#script-hook").focus();
  await marks(page);
  return { page, id, marked: await page.locator("psychology-card, chat-message, audience-card").count() };
}

async function filmed({ page, id, marked }, wanted) {
  await found(page);
  await page.locator("video").waitFor({ state: "attached", timeout: 900_000 });
  await all(page, id, wanted);
  await stayed(page, marked);
  assert.ok(await page.locator("dialog[open] #script-hook").evaluate((it) => it === document.activeElement), "the dialog is open, and the focus in it");
  clean(page);
}

await play({
  async cut_cards() {
    await between(
      async () => {
        assert.ok((await stage.passing()) > 0);
        await stage.shut();
        // The server sees the connection gone.
        await until("the end of the connections", async () => (await stage.passing()) === 0);
      },
      () => stage.open(),
    );
  },

  cut_past_the_end: () =>
    between(
      () => stage.shut(),
      async (id) => {
        // The answer is written while nobody hears.
        const adforge = await owner();
        await until("the answer", async () => (await log(adforge, id)).length === 2);
        await stage.open();
      },
    ),

  killed_cards: () => between(() => stage.kill(), () => stage.start()),

  async written_meanwhile() {
    const adforge = await owner();
    const id = await prepared(adforge, { upTo: "personas" });
    const page = await person();
    await open(page, `/chat/${id}`);
    await shows(page, "audience-card", 4);
    await stage.shut();
    await lost(page);
    await adforge.turns.ask(id, { message: "make them older" });
    // What is typed without a connection waits for it.
    await page.locator("textarea").fill("make them younger");
    await page.keyboard.press("Enter");
    await page.getByText("Waiting for the connection").waitFor();
    assert.equal(await page.locator("textarea").inputValue(), "", "what was said is no draft any more");
    await stage.open();
    const messages = await all(page, id, 6);
    assert.deepEqual(messages.filter((it) => it.sender === "user").map((it) => it.content), ["Generate ads", "make them older", "make them younger"]);
    assert.equal(await page.getByText("Waiting for the connection").count(), 0);
    clean(page);
  },

  async cut_render() {
    const scene = await filming();
    await stage.shut();
    await until("the end of the connections", async () => (await stage.passing()) === 0);
    await lost(scene.page);
    const adforge = await owner();
    await adforge.turns.start(scene.id, { message: "make it shorter" }, { insist: true });
    await stage.open();
    await filmed(scene, 10);
  },

  async killed_render() {
    const scene = await filming();
    await stage.kill();
    await lost(scene.page);
    await stage.start();
    await filmed(scene, 8);
  },

  async said() {
    // However often it is tried in vain meanwhile: each try is lost sooner than a loss is worth a word.
    async function* follow() {
      for (;;) {
        yield { type: "connection", state: "lost" };
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
    const follower = Object.assign(follow(), { close() {} });
    const sessions = { get: () => Promise.reject(new Error("offline")) };
    let session;
    const begun = Date.now();
    await new Promise((resolve, reject) => {
      session = new Session({ follow: () => follower, sessions }, "s", () => session?.connection === "lost" && resolve());
      setTimeout(reject, 20_000, new Error("a lost connection is never said"));
    });
    assert.ok(Date.now() - begun >= 1400, "not at once");
  },

  async playing() {
    const adforge = await owner();
    const id = await prepared(adforge);
    const { jobId } = await adforge.renders.video(id, { scriptId: "psych-1", context: { script: SHORT } });
    await adforge.jobs.finished(jobId);
    const page = await person();
    await open(page, `/chat/${id}`);
    const video = page.locator("video");
    await video.evaluate((film) => {
      film.muted = film.loop = true;
      film.mark = "mine";
      return film.play();
    });
    await page.waitForFunction(() => document.querySelector("video").buffered.length && document.querySelector("video").currentTime > 0.1);
    await stage.shut();
    await lost(page);
    await stage.open();
    await found(page);
    await adforge.turns.start(id, { message: "make it shorter" }, { insist: true });
    await all(page, id, 10);
    const before = await video.evaluate((film) => ({ mark: film.mark, paused: film.paused, at: film.currentTime }));
    assert.deepEqual([before.mark, before.paused], ["mine", false]);
    await page.waitForFunction((at) => document.querySelector("video").currentTime !== at, before.at);
    clean(page);
  },

  async reload() {
    const page = await person();
    const id = await begins(page);
    await shows(page, "audience-card", 1);
    await page.locator("textarea").fill("make them");
    await page.reload();
    // It is in the middle of the turn again, and not at its end.
    await page.locator("turn-status .steps li").first().waitFor();
    await shows(page, "audience-card", 1);
    assert.ok((await page.locator("audience-card").count()) < 4);
    await shows(page, "audience-card", 4);
    await all(page, id, 2);
    assert.equal(await page.locator("textarea").inputValue(), "make them");
    clean(page);
  },

  async back() {
    const page = await person();
    const id = await begins(page);
    await shows(page, "audience-card", 1);
    await page.goBack();
    await page.getByText("Select a format to start").waitFor();
    await page.goForward();
    await shows(page, "audience-card", 4);
    assert.equal(idOf(page), id);
    await all(page, id, 2);
    clean(page);
  },

  async two_tabs() {
    const one = await person();
    const id = await begins(one);
    await shows(one, "audience-card", 1);
    const other = await person({}, one.context());
    await open(other, `/chat/${id}`);
    await shows(other, "audience-card", 4);
    await press(other, /^Continue with this persona/);
    await shows(one, "marketing-angle-card", 2);
    for (const page of [one, other]) await all(page, id, 4);
    assert.equal(await one.locator("audience-card .chosen").count(), 1, "a choice is shown in both");
    clean(one, other);
  },

  async offline() {
    // Aeroplane mode for a minute: the connections are gone, and the browser says so.
    const page = await person();
    await page.clock.install();
    const id = await begins(page);
    await shows(page, "audience-card", 4);
    await all(page, id, 2);
    await page.context().setOffline(true);
    await stage.shut();
    await lost(page);
    const adforge = await owner();
    await adforge.turns.ask(id, { message: "make them younger" });
    await page.clock.runFor(60_000);
    await lost(page);
    await stage.open();
    await page.context().setOffline(false);
    await found(page);
    await all(page, id, 4);
    clean(page);
  },

  async half_open() {
    // A machine that slept: the connection is dead and nobody was told. The browser says that it is online again.
    const page = await person();
    await page.clock.install();
    await page.addInitScript(() => {
      const ask = fetch;
      let made = 0;
      window.dead = 0;
      window.fetch = async (address, ...rest) => {
        const answer = await ask(address, ...rest);
        if (!/\/stream/.test(address)) return answer;
        const mine = ++made;
        const passes = new TransformStream({ transform: (bytes, on) => mine > window.dead && on.enqueue(bytes) });
        return new Response(answer.body.pipeThrough(passes), answer);
      };
    });
    const id = await begins(page);
    await shows(page, "audience-card", 4);
    await all(page, id, 2);
    await page.evaluate(() => (window.dead = Infinity));
    const adforge = await owner();
    await adforge.turns.ask(id, { message: "make them younger" });
    // The silence of a dead connection takes far longer to be noticed than these two seconds.
    await page.clock.pauseAt(Date.now() + 1000);
    await page.evaluate(() => {
      window.dead = 1;
      dispatchEvent(new Event("online"));
    });
    await page.clock.runFor(2000);
    await all(page, id, 4);
    clean(page);
  },
});
