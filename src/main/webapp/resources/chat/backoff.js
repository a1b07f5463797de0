const BASE_MS = 500;
const CAP_MS = 30_000;

/**
 * How long to stay away before the next attempt: anything up to a bound that doubles ("full jitter"), so that a
 * thousand browsers that lost their server together do not come back together.
 */
export class Backoff {
  #attempt = 0;

  next({ atLeastMs = 0 } = {}) {
    const bound = Math.min(CAP_MS, BASE_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    return atLeastMs + Math.random() * bound;
  }

  reset() {
    this.#attempt = 0;
  }
}
