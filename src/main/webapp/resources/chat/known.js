import { addresses, find, room } from "./page.js";
import { counted, words } from "./words.js";

const MAX_TRIES = 10;

const opener = find("known-open");
const panel = find("known");
const list = document.createElement("ul");
const note = document.createElement("p");
const sure = document.createElement("div");
let identity = null;
let working = false;

/** Shows or hides what the chat knows of the reader, who may see it, take it along, and take it back. */
export function toggle(reader) {
  if (identity === null) build(reader);
  panel.hidden = !panel.hidden;
  opener.setAttribute("aria-expanded", String(!panel.hidden));
}

function build(reader) {
  identity = reader;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = `${room.base}/known.css`;
  document.head.append(style);
  const text = document.createElement("p");
  text.className = "known-text";
  text.textContent = words("knownText");
  list.className = "known-list";
  list.tabIndex = 0;
  list.hidden = true;
  list.setAttribute("aria-label", words("knownSee"));
  note.className = "known-note";
  note.setAttribute("role", "status");
  sure.className = "known-sure";
  sure.hidden = true;
  const buttons = document.createElement("div");
  buttons.className = "known-buttons";
  const see = button(words("knownSee"), () => told(show));
  const keep = button(words("knownExport"), () => told(download));
  const erase = button(words("knownErase"), () => ask(erase, words("knownEraseSure"), eraseAll));
  const forget = button(words("knownForget"), () => ask(forget, words("knownForgetSure"), forgetMe));
  buttons.append(see, keep, erase, forget);
  panel.append(text, buttons, sure, note, list);
}

function button(label, onClick) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "known-button";
  made.textContent = label;
  made.addEventListener("click", onClick);
  return made;
}

/** Asks once more before what cannot be undone; a frame of another site may open no dialogue of the browser. */
function ask(asker, question, act) {
  if (working) return;
  const text = document.createElement("p");
  text.textContent = question;
  const end = () => {
    sure.hidden = true;
    asker.focus({ preventScroll: true });
  };
  const yes = button(asker.textContent, () => {
    if (working) return;
    end();
    told(act);
  });
  yes.classList.add("known-yes");
  const no = button(words("keepAsIs"), end);
  sure.replaceChildren(text, yes, no);
  sure.hidden = false;
  no.focus({ preventScroll: true });
}

/** Does it, and says what came of it; one thing at a time, for much may have to wait between its parts. */
async function told(act) {
  if (working) return;
  work(true);
  note.textContent = "";
  try {
    note.textContent = await act();
  } catch {
    note.textContent = words("knownFailed");
  } finally {
    work(false);
  }
}

function work(on) {
  working = on;
  for (const each of panel.querySelectorAll(".known-button")) each.setAttribute("aria-disabled", String(on));
}

function progress(count) {
  note.textContent = words("knownSoFar", count);
}

async function show() {
  const rooms = await all();
  list.replaceChildren(...rooms.flatMap((each) => each.messages.map((message) => entry(each.room, message))));
  list.hidden = list.children.length === 0;
  return summary(rooms);
}

function entry(place, { text, nickname, at }) {
  const item = document.createElement("li");
  const where = document.createElement("span");
  where.className = "known-where";
  where.textContent = `${place} · ${nickname} · ${new Date(at).toLocaleString(document.documentElement.lang)}`;
  const said = document.createElement("span");
  said.dir = "auto";
  said.textContent = text;
  item.append(where, said);
  return item;
}

async function download() {
  const rooms = await all();
  const file = new Blob([JSON.stringify({ rooms }, null, 2)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "chat.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return summary(rooms);
}

async function eraseAll() {
  let count = 0;
  for (let more = true; more; ) {
    const part = await answer("DELETE", "", count);
    count += part.deleted;
    more = part.more;
    if (more) progress(count);
  }
  list.hidden = true;
  return counted("knownErased", count);
}

/** @returns {string} nothing: the page that comes knows nobody */
function forgetMe() {
  identity.forget();
  return "";
}

function summary(rooms) {
  const count = rooms.reduce((sum, { messages }) => sum + messages.length, 0);
  return count === 0 ? words("knownNothing") : counted("knownCount", count);
}

/** All that the server has, which it tells in parts. */
async function all() {
  const rooms = new Map();
  let count = 0;
  for (let query = ""; ; ) {
    const part = await answer("POST", query, count);
    for (const { room: place, messages } of part.rooms) {
      rooms.set(place, [...(rooms.get(place) ?? []), ...messages]);
      count += messages.length;
    }
    if (!part.more) return [...rooms].map(([place, messages]) => ({ room: place, messages }));
    progress(count);
    const last = part.rooms.at(-1);
    query = `?room=${encodeURIComponent(last.room)}&seq=${last.messages.at(-1).seq}`;
  }
}

/**
 * The secret goes in a header: an address would stand in logs. Who said so much that its parts are asked for too often
 * waits for the next.
 *
 * @param {number} count of messages that earlier parts had
 */
async function answer(method, query, count) {
  const headers = { authorization: `Bearer ${identity.anonymousId}` };
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(`${addresses.mine}${query}`, { method, headers, cache: "no-store" });
    if (response.ok) return response.json();
    if (response.status !== 429 || tries === MAX_TRIES) throw new Error(String(response.status));
    progress(count);
    const seconds = Number(response.headers.get("retry-after")) || 5;
    await new Promise((done) => setTimeout(done, 1_000 * Math.max(1, seconds)));
  }
}
