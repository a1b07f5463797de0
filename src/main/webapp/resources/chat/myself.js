import { picture } from "./animals.js";
import { Entrance } from "./entrance.js";
import { find } from "./page.js";
import { words } from "./words.js";

/**
 * The reader among the others: asks for a name, shows under which one they speak, and goes back to the one before
 * where the room refuses it.
 */
export class Myself {
  #identity;
  #entrance;
  #focus;
  #tell;

  /** @param {{identity: Identity, focus: () => void, tell: (profile: {nickname: string, avatar: string}) => void}} parts */
  constructor({ identity, focus, tell }) {
    this.#identity = identity;
    this.#focus = focus;
    this.#tell = tell;
    this.#entrance = new Entrance({ identity, onEnter: (chosen) => this.#entered(chosen) });
    find("me").addEventListener("click", () => {
      this.ask("");
      this.#entrance.focus();
    });
  }

  /** Tells the room the name. */
  introduce() {
    const { nickname, avatar } = this.#identity;
    this.#tell({ nickname, avatar });
    this.show();
  }

  /** The room refused the name. */
  refused() {
    if (!this.#identity.known) return;
    const { borrowed } = this.#identity;
    const refused = this.#identity.refused();
    if (this.#identity.known) this.introduce();
    if (!this.#identity.known || !borrowed) this.ask(words("nameRefused"), refused);
  }

  /** The room knows nobody who speaks here. */
  unnamed() {
    if (find("entrance").hidden) this.ask("");
  }

  ask(error, tried) {
    find("composer").hidden = true;
    this.#entrance.open(error, tried);
  }

  show() {
    find("hint").hidden = this.#identity.lasting;
    if (!this.#identity.known) return this.ask("");
    this.#entrance.close();
    find("composer").hidden = false;
    find("me").hidden = false;
    find("my-face").src = picture(this.#identity.avatar);
  }

  /** What the chat knows of this reader is rarely asked for: its module comes when it is. */
  offerKnown() {
    const opener = find("known-open");
    opener.hidden = false;
    opener.addEventListener("click", async () => (await import("./known.js")).toggle(this.#identity));
  }

  /** To where the reader goes on: to the name that is wanted, or to what they write. */
  focus() {
    if (find("composer").hidden) this.#entrance.focus();
    else this.#focus();
  }

  #entered(chosen) {
    if (chosen) this.introduce();
    this.show();
    this.#focus();
  }
}
