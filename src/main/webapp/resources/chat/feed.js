/**
 * The order of the room as this page has heard it. Every event that changes the room has the next number; one heard
 * before is dropped, one that leaves a hole means that something was missed.
 */
export class Feed {
  /** The last number heard, or null where nothing of the room is known yet. */
  last;

  constructor(last) {
    this.last = last;
  }

  /** @returns {"next" | "old" | "gap"} */
  place(event) {
    if (!Number.isInteger(event.seq) || this.last === null) return "next";
    if (event.seq <= this.last) return "old";
    if (event.seq > this.last + 1) return "gap";
    this.last = event.seq;
    return "next";
  }
}
