// A decided step: its cards are folded to the one that was chosen, and never under a reader's eye.

/** What has left the screen: above it, where the head of the page is in the way, or below. */
const SCREEN = { rootMargin: "-88px 0px 0px" };

/** Whether the browser holds still what is looked at while something above it is folded. */
const HOLDS = CSS.supports("overflow-anchor", "auto");

/** Where four stand beside each other, one takes as much room. */
const WIDE = matchMedia("(min-width: 2400px)");

/** Whether an element's cards are folded. `changed` is called when they leave the screen, so that they can be. */
export class Fold {
  #element;
  #changed;
  #folded = false;
  /** Whether a reader has had it before them while it was open. */
  #seen = false;
  /** Whether a person wants to see all. */
  #open = false;
  #watch;

  constructor(element, changed) {
    this.#element = element;
    this.#changed = changed;
  }

  /** Hears whether one is `chosen`, and whether the page is `ready`, so that a reader has it before them. */
  hears(chosen, ready) {
    if (!chosen || WIDE.matches) {
      this.#folded = this.#open = false;
      this.#seen ||= ready;
      this.leave();
    } else if (!this.#seen) this.#folded = true;
    else if (!this.#folded && HOLDS) this.#watch ??= this.#watches();
  }

  /** Whether there is anything to fold or to open. */
  get decided() {
    return this.#folded;
  }

  /** Whether only the chosen card is shown. */
  get closed() {
    return this.#folded && !this.#open;
  }

  toggle() {
    this.#open = !this.#open;
    this.#changed();
  }

  /** Watches no more. */
  leave() {
    this.#watch?.disconnect();
    this.#watch = undefined;
  }

  #watches() {
    const watch = new IntersectionObserver(([{ isIntersecting }]) => {
      if (isIntersecting || this.#element.querySelector(".card:not(.chosen) :focus")) return;
      this.leave();
      this.#folded = true;
      this.#changed();
    }, SCREEN);
    watch.observe(this.#element);
    return watch;
  }
}
