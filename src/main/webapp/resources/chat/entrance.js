import { animalName, choices, drawAnimal, picture } from "./animals.js";
import { nickname } from "./names.js";
import { find, room } from "./page.js";
import { words } from "./words.js";

/**
 * Where a reader becomes somebody: a nickname and an animal, both already drawn, so that one key is enough.
 *
 * It stands where the message field will be and asks nothing of those who only read. Later it serves to change both.
 */
export class Entrance {
  #identity;
  #onEnter;
  #form = find("entrance");
  #field = find("nickname");
  #face = find("entrance-face");
  #error = find("entrance-error");
  #pick = find("pick");
  #picker = find("picker");
  #animal = "";

  /** @param {{identity: Identity, onEnter: (entered: boolean) => void}} parts */
  constructor({ identity, onEnter }) {
    this.#identity = identity;
    this.#onEnter = onEnter;
    this.#listen();
  }

  /**
   * Opens the form.
   *
   * @param {string} error what was wrong with the name that was tried, if any
   * @param {{nickname: ?string, avatar: ?string}} tried what the form starts with
   */
  open(error = "", { nickname, avatar } = this.#identity) {
    const { known } = this.#identity;
    this.#choose(avatar ?? drawAnimal());
    this.#field.value = nickname ?? words("animalName", animalName(this.#animal));
    find("enter").textContent = known ? words("save") : words("join");
    find("leave").hidden = !known;
    this.#complain(error);
    this.#form.hidden = false;
  }

  close() {
    this.#showPicker(false);
    this.#form.hidden = true;
  }

  focus() {
    this.#field.focus({ preventScroll: true });
    this.#field.select();
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#enter();
    });
    this.#field.addEventListener("input", () => this.#complain(""));
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
    });
    this.#form.parentElement.addEventListener("keydown", (event) => event.key === "Escape" && this.#escape());
    find("redraw").addEventListener("click", () => this.#become(drawAnimal(this.#animal)));
    find("leave").addEventListener("click", () => this.#onEnter(false));
    this.#pick.addEventListener("click", () => this.#showPicker(this.#picker.hidden));
    this.#picker.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // or the button that gets the focus would hear of it
      this.#escape();
    });
    this.#picker.addEventListener("change", (event) => this.#become(event.target.value));
  }

  #enter() {
    const { name, fault } = nickname(this.#field.value, room);
    if (fault !== null) {
      this.#complain(explain(fault));
      return this.focus();
    }
    this.#identity.become(name, this.#animal);
    this.#onEnter(true);
  }

  #escape() {
    if (!this.#picker.hidden) {
      this.#showPicker(false);
      this.#pick.focus({ preventScroll: true });
    } else if (!this.#form.hidden && !find("leave").hidden) {
      this.#onEnter(false);
    }
  }

  /** Takes another animal; a name that was drawn with the one before changes with it, a name of one's own stays. */
  #become(animal) {
    const drawn = words("animalName", animalName(this.#animal));
    const typed = this.#field.value.trim();
    this.#choose(animal);
    if (typed === "" || typed === drawn) this.#field.value = words("animalName", animalName(animal));
    this.#complain("");
  }

  #choose(animal) {
    this.#animal = animal;
    this.#face.src = picture(animal);
    this.#markChoice();
  }

  #showPicker(shown) {
    if (shown && this.#picker.childElementCount === 0) this.#picker.append(choices());
    this.#picker.hidden = !shown;
    this.#pick.setAttribute("aria-expanded", String(shown));
    this.#markChoice();
    const chosen = this.#picker.querySelector(":checked");
    if (!shown || chosen === null) return;
    this.#picker.scrollTop = chosen.parentElement.offsetTop - this.#picker.clientHeight / 3;
    chosen.focus({ preventScroll: true });
  }

  #markChoice() {
    for (const choice of this.#picker.querySelectorAll("input")) choice.checked = choice.value === this.#animal;
  }

  #complain(error) {
    this.#error.textContent = error;
    this.#field.setAttribute("aria-invalid", String(error !== ""));
  }
}

function explain(fault) {
  const { nicknameMin, nicknameMax } = room;
  return fault === "letters" ? words("nameLetters") : words("nameLength", nicknameMin, nicknameMax);
}
