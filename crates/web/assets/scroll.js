// Where the page stands: it follows what is written until its beginning would leave the screen, and lets a reader be.

const NEAR = 160;

/** Keeps the end in view while a person is there, for as long as what was asked stays in view. */
export function follow(app) {
  const head = () => Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
  let follows = true;
  let last = 0;
  addEventListener("scroll", () => {
    const end = document.documentElement.scrollHeight - innerHeight;
    if (scrollY < last) follows = false;
    if (end - scrollY < NEAR) follows = true;
    last = scrollY;
  }, { passive: true });
  app.addEventListener("wish-send", () => (follows = true));
  app.addEventListener("wish-choose", () => (follows = true));
  new ResizeObserver(() => {
    const { session } = app;
    const asked = app.querySelectorAll(".line.user");
    if (!session || !follows || !asked.length) return;
    const end = document.documentElement.scrollHeight - innerHeight;
    const start = asked[asked.length - 1].getBoundingClientRect().top + scrollY - head();
    const to = Math.min(end, start);
    if (to > scrollY) scrollTo({ top: to, behavior: session.ready ? "auto" : "instant" });
  }).observe(app);
}
