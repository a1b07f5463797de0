const BASE_MS = 500;
const SOON_MS = 2_000;
const SOON_ATTEMPTS = 60; // a minute's worth
const CAP_MS = 30_000;

/**
 * How long to stay away before the next attempt: anything up to a bound that doubles ("full jitter"), so that a
 * thousand browsers that lost their server together do not come back together.
 *
 * For about a minute the bound stays at two seconds, since most servers that go are back by then, and who waits for
 * them should be, too: 95 of 100 ask within 1.9 s of the return, which leaves a second for letting them in. What is
 * away for longer is asked more rarely.
 */
export class Backoff {
  #attempt = 0;

  next({ atLeastMs = 0 } = {}) {
    const cap = this.#attempt < SOON_ATTEMPTS ? SOON_MS : CAP_MS;
    const bound = Math.min(cap, BASE_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    return atLeastMs + Math.random() * bound;
  }

  reset() {
    this.#attempt = 0;
  }
}
