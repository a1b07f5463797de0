import { picture } from "./animals.js";
import { find } from "./page.js";
import { counted, words } from "./words.js";

/**
 * Who is here: the exact count in the header, and on demand the list, which the server bounds.
 */
export class People {
  #button = find("people-button");
  #panel = find("people");
  #list = find("people-list");
  #rest = find("people-rest");
  #members = new Map();
  #count = 0;
  #you = "";

  constructor() {
    this.#button.addEventListener("click", () => this.#open(this.#panel.hidden));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#panel.hidden) return;
      this.#open(false);
      this.#button.focus({ preventScroll: true });
    });
    document.addEventListener("pointerdown", (event) => {
      if (!this.#panel.contains(event.target) && !this.#button.contains(event.target)) this.#open(false);
    });
  }

  welcome({ you, members }) {
    this.#you = you.author;
    this.#count = members.count;
    this.#members = new Map(members.list.map((member) => [member.author, member]));
    this.#show();
  }

  presence({ count, joined = [], left = [] }) {
    this.#count = count;
    for (const author of left) this.#members.delete(author);
    for (const member of joined) this.#members.set(member.author, member);
    this.#show();
  }

  #open(shown) {
    this.#panel.hidden = !shown;
    this.#button.setAttribute("aria-expanded", String(shown));
    this.#show();
  }

  #show() {
    find("people-count").textContent = this.#count;
    find("people-label").textContent = counted("peopleButton", this.#count);
    this.#button.hidden = this.#count === 0;
    if (this.#panel.hidden) return;
    const mineFirst = (a, b) => (b.author === this.#you) - (a.author === this.#you);
    this.#list.replaceChildren(...[...this.#members.values()].sort(mineFirst).map((member) => this.#entry(member)));
    const unnamed = Math.max(0, this.#count - this.#members.size);
    const nobody = this.#members.size === 0 ? words("peopleNobody") : "";
    this.#rest.textContent = unnamed > 0 && nobody === "" ? counted("peopleRest", unnamed) : nobody;
  }

  #entry({ author, nickname, avatar }) {
    const entry = document.createElement("li");
    entry.className = "person";
    const face = new Image(32, 32);
    face.className = "avatar";
    face.alt = "";
    face.src = picture(avatar);
    const name = document.createElement("span");
    name.className = "person-name";
    name.dir = "auto";
    name.textContent = nickname;
    entry.append(face, name);
    if (author === this.#you) {
      const you = document.createElement("span");
      you.className = "person-you";
      you.textContent = words("peopleYou");
      entry.append(you);
    }
    return entry;
  }
}
