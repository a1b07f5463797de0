import { find, room } from "./page.js";

/**
 * The animals a reader can be, as the server listed them in the page.
 */
const template = find("animals").content;

const animals = new Map(
  [...template.querySelectorAll(".animal")].map((item) => [
    item.querySelector("input").value,
    item.querySelector(".animal-name").textContent,
  ]),
);
const ids = [...animals.keys()];

export const isAnimal = (id) => animals.has(id);
export const animalName = (id) => animals.get(id) ?? "";
export const picture = (id) => `${room.base}/avatars/${encodeURIComponent(id)}.svg`;

/** Any animal but the given one. */
export function drawAnimal(except) {
  const others = ids.filter((id) => id !== except);
  return others[Math.floor(Math.random() * others.length)] ?? ids[0];
}

/** The choices of the picker, as radio buttons; copied when first wanted, so no picture loads before. */
export const choices = () => document.importNode(template, true);
