/** One screen: a frame of the embedding page's own origin is told a little before it comes into view. */
const AHEAD = "100%";

/**
 * Whether somebody may be looking: the tab is in front and the frame, if it is one, in view.
 *
 * An observer without a root sees through all the pages around the frame, of whatever origin.
 */
export class Sight {
  #inView = window.parent === window;
  #seen = false;
  #onSeen;
  #onLongGone;
  #longMs;
  #timer = 0;

  /** @param {{onSeen: () => void, onLongGone: () => void, longMs: number}} parts */
  constructor({ onSeen, onLongGone, longMs }) {
    this.#onSeen = onSeen;
    this.#onLongGone = onLongGone;
    this.#longMs = longMs;
    document.addEventListener("visibilitychange", () => this.#look());
    if (!this.#inView) {
      const observer = new IntersectionObserver((entries) => {
        this.#inView = entries.at(-1).isIntersecting;
        this.#look();
      }, { rootMargin: AHEAD });
      observer.observe(document.documentElement);
    }
    this.#look();
  }

  get seen() {
    return this.#seen;
  }

  #look() {
    const seen = this.#inView && document.visibilityState === "visible";
    if (seen === this.#seen) return;
    this.#seen = seen;
    clearTimeout(this.#timer);
    if (seen) this.#onSeen();
    else this.#timer = setTimeout(this.#onLongGone, this.#longMs);
  }
}
