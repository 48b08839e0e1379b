// What is looked at on every screen, in both themes: axe with all of its rules, no sideways scroll, no element from words.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENS = new URL("screens/", import.meta.url).pathname;
const WIDTHS = [320, 390, 768, 1280, 3840];
/** A phone, a laptop and a 4K screen: what is photographed and given to axe. */
const SIZES = [[390, 844], [1280, 860], [3840, 2160]];
await mkdir(SCREENS, { recursive: true });

/** Text that would like to be more than text. */
export const HOSTILE = {
  markup: `<img src=x onerror="window.hit=1"><script>window.hit=1</script>"><svg onload=window.hit=1>`,
  turned: "abc\u202Egnp.exe\u202C \u2066fin",
  long: "W".repeat(4000),
  emoji: "👩‍👩‍👧‍👦".repeat(100),
};

/** Looks at a screen in both themes and all widths; `at` is what its pictures are of. */
export async function looks(page, name, at = "body") {
  console.log(`looks at ${name}`);
  const all = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const [width, height] of SIZES) {
      // Nothing changes with the theme but colours, and those are the same on a laptop.
      if (width > 1280 && colorScheme === "dark") continue;
      await page.setViewportSize({ width, height });
      await page.evaluate((at) => document.querySelector(at)?.scrollIntoView({ behavior: "instant" }), at);
      await page.screenshot({ path: `${SCREENS}${name}-${width}-${colorScheme}.png` });
      // From the top: wherever a picture has left the page, something may lie half under its head.
      await page.evaluate(() => scrollTo(0, 0));
      all.push(...(await axe(page)).map((it) => `${name} ${colorScheme} ${width}: ${it}`));
    }
  }
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 860 });
    const wide = await page.evaluate(() => {
      const out = [...document.querySelectorAll("main *, dialog *")].filter((it) => {
        const scroller = it.closest(".products, .sessions");
        return !scroller && !it.closest(".unseen") && it.getClientRects().length && it.getBoundingClientRect().right > innerWidth + 1;
      });
      const scrolls = document.documentElement.scrollWidth > document.documentElement.clientWidth;
      return scrolls || out.length ? out.slice(0, 3).map((it) => it.outerHTML.slice(0, 160)) : undefined;
    });
    if (wide) all.push(`${name}: something leaves ${width} pixels: ${wide}`);
    const lost = await page.evaluate(() => {
      const box = (it) => it.getBoundingClientRect();
      // What is being done lies under nothing that follows, and what a dialog says is wrong is in view.
      const under = [...document.querySelectorAll(".line .steps")].filter((it) => {
        const next = it.closest(".line").nextElementSibling;
        return next && box(it).bottom > box(next).top;
      });
      const unseen = [...document.querySelectorAll("dialog .wrong")].filter((it) => box(it).top < 0 || box(it).bottom > innerHeight);
      return [...under, ...unseen].map((it) => it.outerHTML.slice(0, 160));
    });
    if (lost.length) all.push(`${name}: at ${width} pixels something can't be seen: ${lost}`);
  }
  await page.setViewportSize({ width: 1280, height: 860 });
  const made = await page.evaluate(() => window.hit || document.querySelector("[onerror], [onload], body script, img[src='x']")?.outerHTML);
  if (made) all.push(`${name}: words became ${made}`);
  return all;
}

async function axe(page) {
  await page.evaluate(`window.axe || (() => { ${AXE} })()`);
  const violations = await page.evaluate(async () => {
    const rules = Object.fromEntries(axe.getRules().map(({ ruleId }) => [ruleId, { enabled: true }]));
    const found = await axe.run(document, { rules, resultTypes: ["violations"] });
    return found.violations.map((it) => `${it.id}: ${it.nodes.slice(0, 3).map((node) => `${node.target} (${node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message})`).join("; ")}`);
  });
  return violations;
}

/** Words that are English and not French. */
export const ENGLISH = /\b(the|your|you|this|that|with|and|is|are|has|have|choose|select|generate|continue|start|stop|try|again|new|close|delete|edited|loading|working|writing|looking|waiting|ready|wait|server|made|for|from|to|of|by|about|years|women|men|people|script details|call to action)\b/i;

/** What is English on a screen: of its words, of its names for a screen reader, and of its title. `names` are the same everywhere. */
export async function english(page, name, names) {
  console.log(`reads ${name}`);
  const words = await page.evaluate(() => {
    const said = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    // A person's own words are theirs.
    const theirs = "noscript, script, .bubble";
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(theirs)) said.push(walker.currentNode.textContent.trim());
    for (const it of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) for (const name of ["aria-label", "placeholder", "title", "alt"]) said.push(it.getAttribute(name) ?? "");
    for (const it of document.querySelectorAll("textarea")) said.push(it.value);
    return said.filter(Boolean);
  });
  if (words.length < 10) return [`${name}: ${words.length} words were read`];
  const bare = words.map((text) => names.reduce((rest, it) => rest.replaceAll(it, ""), text));
  return bare.filter((text) => ENGLISH.test(text)).map((text) => `${name}: ${text}`);
}

/** Nothing was found. */
export function nothing(found) {
  assert.deepEqual(found, []);
}
