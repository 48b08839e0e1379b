// How soon the format selector is on the screen: milliseconds since the navigation began, one number a visit, by a browser that
// has never been here. `node paint.mjs URL VISITS`

import { chromium } from "playwright-core";

const [url, visits] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });

async function visit() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  await context.addInitScript(() => {
    const look = (_, observer) => {
      if (!document.querySelector(".format-name")) return;
      observer.disconnect();
      // The first frame after it is in the page begins with the first of these, and is over before the second.
      requestAnimationFrame(() => requestAnimationFrame(() => (window.painted = performance.now())));
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true });
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.painted && performance.getEntriesByName("first-contentful-paint").length);
  const told = await page.evaluate(() => Math.max(window.painted, performance.getEntriesByName("first-contentful-paint")[0].startTime));
  await context.close();
  return told;
}

// The first visit is the browser's own start.
await visit();
for (let number = 0; number < Number(visits); number++) console.log((await visit()).toFixed(1));
await browser.close();
