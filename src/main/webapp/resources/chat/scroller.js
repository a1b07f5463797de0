import { counted, words } from "./words.js";

const NEAR_PX = 56;

/**
 * Where the reader is in the list. At the bottom they stay there whatever is added or resized; further up nothing
 * moves under their eyes, and a pill says what is new.
 *
 * Only the list's own `scrollTop` is set: `scrollIntoView` and focus would move the page around the frame too.
 */
export class Scroller {
  #log;
  #pill;
  #atBottom = true;
  #unread = 0;
  #behind = false;
  /** The list's size when it was last looked at. */
  #size = "";
  #failed = false;

  /** @param {{log: Element, pill: HTMLButtonElement, onMove: () => void, onNewest: () => void}} parts */
  constructor({ log, pill, onMove, onNewest }) {
    this.#log = log;
    this.#pill = pill;
    this.toBottom();
    log.addEventListener("scroll", () => {
      this.#look();
      onMove();
    }, { passive: true });
    pill.addEventListener("click", onNewest);
    const resized = new ResizeObserver(() => (this.atBottom ? this.toBottom() : this.#show()));
    for (const part of [log, ...log.children]) resized.observe(part);
  }

  get atBottom() {
    this.#look(); // of what moved since the last frame the browser tells with the next one
    return this.#atBottom && !this.#behind;
  }

  get nearTop() {
    return this.#log.scrollTop < this.#log.clientHeight;
  }

  get nearEnd() {
    return this.#distance < this.#log.clientHeight;
  }

  /** Whether messages newer than the list's last row exist. */
  set behind(behind) {
    this.#behind = behind;
    this.#failed = false;
    this.#show();
  }

  get behind() {
    return this.#behind;
  }

  /** How many messages came while the reader was further up. */
  get unread() {
    return this.#unread;
  }

  /** Says on the pill that the newest messages could not be read. */
  failed() {
    this.#failed = true;
    this.#show();
  }

  toBottom() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#settle(true);
  }

  /** Brings a row into the upper half of the list. */
  show(element) {
    const offset = element.getBoundingClientRect().top - this.#log.getBoundingClientRect().top;
    this.#log.scrollTop += offset - this.#log.clientHeight / 4;
    this.#settle(this.#distance < NEAR_PX);
  }

  /** Counts a message that came while the reader was further up. */
  missed(count) {
    this.#unread += count;
    this.#show();
  }

  /** Changes the list without moving what the reader looks at. */
  keep(change) {
    const anchor = this.atBottom ? null : this.#firstVisible();
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (anchor === null) return this.toBottom();
    if (anchor.isConnected) this.#log.scrollTop += anchor.getBoundingClientRect().top - before;
    this.#settle(this.#distance < NEAR_PX);
  }

  #firstVisible() {
    const top = this.#log.getBoundingClientRect().top;
    const bubbles = this.#log.querySelectorAll(".bubble");
    let low = 0;
    let high = bubbles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bubbles[middle].getBoundingClientRect().bottom <= top) low = middle + 1;
      else high = middle;
    }
    return bubbles[low] ?? null;
  }

  get #distance() {
    return this.#log.scrollHeight - this.#log.clientHeight - this.#log.scrollTop;
  }

  get #measured() {
    const { clientWidth, clientHeight, scrollHeight } = this.#log;
    return `${clientWidth} ${clientHeight} ${scrollHeight}`;
  }

  /** A keyboard that slides in resizes the list in steps: what moved it in between was not the reader. */
  #look() {
    if (!this.#atBottom || this.#size === this.#measured) this.#settle(this.#distance < NEAR_PX);
  }

  #settle(atBottom) {
    this.#atBottom = atBottom;
    this.#size = this.#measured;
    if (atBottom && !this.#behind) this.#unread = 0;
    this.#show();
  }

  #show() {
    const wanted = this.#unread > 0 || this.#behind || this.#distance > this.#log.clientHeight * 1.5;
    this.#pill.hidden = !wanted;
    const news = this.#unread > 0 ? counted("newMessages", this.#unread) : words("toNewest");
    const label = this.#failed ? words("newestFailed") : `${news} ↓`;
    if (wanted && this.#pill.textContent !== label) this.#pill.textContent = label;
  }
}
