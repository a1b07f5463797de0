import { picture } from "./animals.js";
import { find } from "./page.js";
import { dayLabel, dayOf, exactLabel, timeLabel } from "./times.js";
import { writeText } from "./links.js";
import { permalink } from "./permalinks.js";
import { words } from "./words.js";

const GROUP_MS = 5 * 60_000;
const template = find("line-template").content.firstElementChild;

/**
 * One message as it stands in the list. The server renders the same markup; `adopt` takes such an element over.
 */
export class Line {
  constructor(element, { seq, author, nickname, avatar, text, edited, at }) {
    this.element = element;
    this.seq = seq;
    this.author = author;
    this.nickname = nickname;
    this.avatar = avatar;
    this.text = text;
    this.edited = edited === true;
    this.at = new Date(at);
    this.#write();
  }

  static of(message) {
    const element = document.importNode(template, true);
    if (message.seq !== undefined) {
      element.id = `m${message.seq}`;
      element.dataset.seq = message.seq;
      element.querySelector(".at").href = permalink(message.seq);
    }
    element.dataset.author = message.author;
    element.querySelector(".avatar").src = picture(message.avatar);
    element.querySelector(".who").textContent = message.nickname;
    return new Line(element, message);
  }

  static adopt(element) {
    return new Line(element, {
      seq: Number(element.dataset.seq),
      author: element.dataset.author,
      nickname: element.querySelector(".who").textContent,
      avatar: element.dataset.avatar,
      text: element.querySelector(".text").textContent,
      edited: element.querySelector(".edited") !== null,
      at: element.querySelector(".meta time").dateTime,
    });
  }

  /** Shows who said it as the line's place asks: not again where the line before is by the same author. */
  follow(before) {
    const startsDay = before === undefined || dayOf(before.at) !== dayOf(this.at);
    const continues =
      !startsDay &&
      before.author === this.author &&
      before.nickname === this.nickname &&
      before.avatar === this.avatar &&
      this.at - before.at < GROUP_MS;
    this.element.classList.toggle("continues", continues);
    this.#separate(startsDay);
  }

  /** Whether the reader said it; of what the room has, readers may change their own. */
  set mine(mine) {
    this.element.classList.toggle("mine", mine);
    const button = this.meta.querySelector(".own-button");
    if (!mine || this.seq === undefined) button?.remove();
    else if (button === null) this.meta.prepend(ownButton());
  }

  /** Gives it another text. */
  edit(text) {
    this.text = text;
    this.edited = true;
    this.#write();
  }

  get meta() {
    return this.element.querySelector(".meta");
  }

  #write() {
    writeText(this.element.querySelector(".text"), this.text);
    const time = this.meta.querySelector("time");
    time.dateTime = this.at.toISOString();
    time.textContent = timeLabel(this.at);
    time.parentElement.title = exactLabel(this.at);
    if (!this.edited || this.meta.querySelector(".edited") !== null) return;
    const mark = document.createElement("span");
    mark.className = "edited";
    mark.textContent = words("edited");
    time.parentElement.before(mark);
  }

  #separate(startsDay) {
    const day = this.element.querySelector(".day");
    if (!startsDay) return day?.remove();
    const time = day?.querySelector("time") ?? document.createElement("time");
    time.dateTime = dayOf(this.at);
    time.textContent = dayLabel(this.at);
    if (day !== null) return;
    const separator = document.createElement("p");
    separator.className = "day";
    separator.append(time);
    this.element.prepend(separator);
  }
}

function ownButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "own-button";
  button.tabIndex = -1; // arrows lead to it: see Permalinks
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-label", words("own"));
  button.title = words("own");
  button.textContent = "⋯";
  return button;
}
