// How soon the format selector is on the screen of a browser that has never been here: milliseconds from the beginning of the
// navigation until its frame is presented, as the browser says. `node paint.mjs URL VISITS` prints a line for each visit: the
// selector, and beside it a page that is one heading and nothing else, which is what this browser takes for any page here.

import { createServer } from "node:http";
import { chromium } from "playwright-core";

const [url, visits] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });

const HEADING = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Nothing</title><h1 class="format-name">Select a format to start</h1></html>`;
const floor = createServer((_, answer) => answer.setHeader("Content-Type", "text/html; charset=utf-8").end(HEADING));
await new Promise((resolve) => floor.listen(0, "127.0.0.1", resolve));

/** When the first format's name was painted. */
async function visit(address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  await context.addInitScript(() => {
    // The browser times an element that asks for it before it is painted.
    const look = (_, observer) => {
      const name = document.querySelector(".format-name");
      if (!name) return;
      observer.disconnect();
      name.setAttribute("elementtiming", "format");
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true });
    new PerformanceObserver((list) => (window.painted ??= list.getEntries()[0].renderTime)).observe({ type: "element", buffered: true });
  });
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForFunction(() => window.painted && performance.getEntriesByName("first-contentful-paint").length, undefined, { polling: 50 });
  const told = await page.evaluate(() => Math.max(window.painted, performance.getEntriesByName("first-contentful-paint")[0].startTime));
  await context.close();
  return told.toFixed(1);
}

const heading = `http://127.0.0.1:${floor.address().port}/`;
// The first visits are the browser's own start.
for (const address of [url, heading]) await visit(address);
for (let number = 0; number < Number(visits); number++) console.log(`${await visit(url)} ${await visit(heading)}`);
await browser.close();
floor.close();
