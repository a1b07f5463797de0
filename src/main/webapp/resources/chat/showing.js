/**
 * Puts messages before the reader: into the list, on the pill where they are further up, to the ear, and into the
 * number of unread ones that the blog is told.
 */
export class Showing {
  #parts;
  #cameUnseen = 0;

  /**
   * @param {{transcript: Transcript, scroller: Scroller, history: History, unsent: Unsent, announcer: Announcer,
   *     mine: Mine, seen: () => boolean, onUnread: (count: number) => void}} parts
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /** What was said next. */
  add(messages) {
    const { transcript, scroller, history, announcer, mine, seen } = this.#parts;
    const others = messages.filter(({ author }) => author !== mine.author);
    for (const message of others) announcer.message(message);
    if (!scroller.atBottom) scroller.missed(others.length);
    else if (!seen()) this.#cameUnseen += others.length;
    this.tellUnread();
    if (scroller.behind || (transcript.full && !scroller.atBottom)) scroller.behind = true;
    else scroller.keep(() => this.#merge(messages));
    if (scroller.behind) history.newer();
    this.#confirm(messages);
  }

  /** The list starts anew with these. @param {boolean} skipped whether something between is left out */
  begin(messages, skipped) {
    const { transcript, scroller, history } = this.#parts;
    transcript.replace(messages);
    this.#confirm(messages);
    if (skipped) history.skipped();
    else history.more = transcript.first?.seq > 1;
    scroller.behind = false;
    scroller.toBottom();
  }

  /** More was missed than is sent again, and the reader is further up: their place stays, the rest is a scroll away. */
  leftBehind(count, messages) {
    this.#confirm(messages);
    this.#parts.scroller.behind = true;
    this.#parts.scroller.missed(count);
    this.tellUnread();
  }

  /** The reader looks at the page. */
  seen() {
    this.#cameUnseen = 0;
    this.tellUnread();
  }

  tellUnread() {
    this.#parts.onUnread(this.#parts.scroller.unread + this.#cameUnseen);
  }

  #merge(messages) {
    const { transcript, scroller, history } = this.#parts;
    transcript.merge(messages);
    if (scroller.atBottom && transcript.trimStart()) history.more = true;
  }

  #confirm(messages) {
    for (const { id } of messages) this.#parts.unsent.confirmed(id);
  }
}
