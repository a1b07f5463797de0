import { picture } from "./animals.js";
import { Announcer } from "./announcer.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Entrance } from "./entrance.js";
import { Feed } from "./feed.js";
import { History } from "./history.js";
import { Identity } from "./identity.js";
import { Mine } from "./mine.js";
import { Own } from "./own.js";
import { addresses, find, room, takeOver } from "./page.js";
import { Parent } from "./parent.js";
import { People } from "./people.js";
import { Permalinks } from "./permalinks.js";
import { Scroller } from "./scroller.js";
import { Status } from "./status.js";
import { Shelf } from "./storage.js";
import { Transcript } from "./transcript.js";
import { Unsent } from "./unsent.js";
import { Sight } from "./visibility.js";
import { words } from "./words.js";

/**
 * The room's page: joins its parts and says what each event of the room means to them.
 */
const log = find("log");
const shelf = new Shelf("sessionStorage");
const identity = new Identity();
const announcer = new Announcer(new Shelf("localStorage"));
const people = new People();
const transcript = new Transcript(find("lines"));
const feed = new Feed(room.available ? room.head : null);
const mine = new Mine();
let greeted = {};
let cameUnseen = 0;

/** A frame in a sandbox without an origin of its own: no name can be kept, and the server knows no such origin. */
const sandboxed = self.origin === "null";

const scroller = new Scroller({ log, pill: find("pill"), onMove: moved, onNewest: () => history.newest() });
const history = new History({ transcript, scroller, more: room.more, head: () => feed.last });
const permalinks = new Permalinks({ list: find("lines"), history, scroller, say: (words) => announcer.say(words) });
const status = new Status({ onConnect: () => connection.connect(), say: (words) => announcer.say(words) });
const connection = new Connection({ address: addresses.socket, hello, onEvents: heard, onState: changed });
const entrance = new Entrance({ identity, onEnter: entered });
const composer = new Composer({ shelf, key: `realtime-chat.draft.${room.postId}`, onSay: said });
const unsent = new Unsent({
  list: find("unsent"),
  shelf,
  key: `realtime-chat.unsent.${room.postId}`,
  author: () => ({ author: mine.author, nickname: identity.nickname ?? "", avatar: identity.avatar ?? "" }),
  before: () => transcript.last,
  send: (frame) => connection.send(frame),
  say: (words) => announcer.say(words),
  onSilence: () => connection.check(),
});

const own = new Own({
  list: find("lines"),
  transcript,
  send: (frame) => connection.send(frame),
  say: (words) => announcer.say(words),
});

transcript.author = mine.author;
identity.follow(({ other, renamed }) => {
  if (other) connection.greet();
  if (renamed) introduce();
});
find("me").addEventListener("click", () => {
  ask("");
  entrance.focus();
});
if (sandboxed) onlyRead();
else {
  showIdentity();
  offerKnown();
}
takeOver();
scroller.toBottom();
scroller.behind = room.behind;
const parent = new Parent({ onFocus: focused, onDestroy: () => connection.leave() });
const sight = new Sight({ onSeen: seen, onLongGone: rest, longMs: room.restAfterMs });
permalinks.go();

/** What the chat knows of this reader is rarely asked for: its module comes when it is. */
function offerKnown() {
  const opener = find("known-open");
  opener.hidden = false;
  opener.addEventListener("click", async () => (await import("./known.js")).toggle(identity));
}

function hello() {
  const { anonymousId, known, nickname, avatar } = identity;
  greeted = { nickname, avatar };
  const since = feed.last === null ? {} : { since: feed.last };
  return { type: "hello", v: 1, anonymousId, ...(known ? { nickname, avatar } : {}), ...since };
}

function heard(events) {
  for (const event of events) {
    const place = feed.place(event);
    if (event.type === "welcome") welcomed(event);
    else if (place === "gap") return connection.resume();
    else if (place === "old") settled(event);
    else if (event.type === "message") shown([event]);
    else if (event.type === "edited" || event.type === "deleted") became(event);
    else if (event.type === "presence") present(event);
    else if (event.type === "rejected") refused(event);
  }
}

function welcomed(event) {
  const { you, head, complete, messages } = event;
  mine.author = transcript.author = you.author;
  if (identity.known && (identity.nickname !== greeted.nickname || identity.avatar !== greeted.avatar)) introduce();
  accepted([you]);
  people.welcome(event);
  parent.count("participants", event.members.count);
  find("unavailable")?.remove();
  (event.changes ?? []).forEach(became);
  const startedOver = feed.last === null || head < feed.last;
  const away = !complete && !startedOver && !scroller.atBottom;
  const last = feed.last;
  feed.last = head;
  if (away) return leftBehind(head - last, messages);
  if (startedOver || !complete) begin(messages, !startedOver);
  else shown(messages);
}

/** A message has another text, or is gone. */
function became(event) {
  scroller.keep(() => transcript.change(event));
  settled(event);
}

/** What was sent again is done already: a message is stored, or was deleted since, or a change is made. */
function settled(event) {
  unsent.confirmed(event.id);
  own.done(event);
}

function present(event) {
  people.presence(event);
  parent.count("participants", event.count);
  accepted(event.joined ?? []);
}

/** Whatever name the room shows the reader under, the server has accepted. */
function accepted(people) {
  const you = people.find(({ author, nickname }) => author === mine.author && nickname);
  if (you !== undefined) identity.accepted(you);
}

/** More was missed than is sent again, and the reader is further up: their place stays, the rest is a scroll away. */
function leftBehind(count, messages) {
  for (const { id } of messages) unsent.confirmed(id);
  scroller.behind = true;
  scroller.missed(count);
  tellUnread();
}

function begin(messages, skipped) {
  transcript.replace(messages);
  for (const { id } of messages) unsent.confirmed(id);
  if (skipped) history.skipped();
  else history.more = transcript.first?.seq > 1;
  scroller.behind = false;
  scroller.toBottom();
}

function shown(messages) {
  const others = messages.filter(({ author }) => author !== mine.author);
  for (const message of others) announcer.message(message);
  if (!scroller.atBottom) scroller.missed(others.length);
  else if (!sight.seen) cameUnseen += others.length;
  tellUnread();
  if (scroller.behind || (transcript.full && !scroller.atBottom)) scroller.behind = true;
  else scroller.keep(() => add(messages));
  if (scroller.behind) history.newer();
  for (const { id } of messages) unsent.confirmed(id);
}

function add(messages) {
  transcript.merge(messages);
  if (scroller.atBottom && transcript.trimStart()) history.more = true;
}

function said(text) {
  mine.speaks();
  unsent.add(text);
  history.newest();
}

function refused(event) {
  if (event.reason === "BAD_NICKNAME") return nameRefused();
  if (event.of !== undefined) return own.rejected(event);
  unsent.rejected(event);
  if (event.reason === "NO_NICKNAME" && find("entrance").hidden) ask("");
}

function nameRefused() {
  if (!identity.known) return;
  const { borrowed } = identity;
  const refused = identity.refused();
  if (identity.known) introduce();
  if (!identity.known || !borrowed) ask(words("nameRefused"), refused);
}

function changed(state) {
  status.show(state);
  if (state.name === "open") {
    unsent.ready();
    own.ready();
  } else unsent.away(state.blames);
}

function onlyRead() {
  find("composer").hidden = true;
  status.show({ name: "stopped", code: "sandbox", offer: "nothing" });
}

function seen() {
  cameUnseen = 0;
  if (!sandboxed) connection.wake();
  tellUnread();
}

function rest() {
  connection.rest();
  unsent.away();
}

function tellUnread() {
  parent.count("unread", scroller.unread + cameUnseen);
}

function focused() {
  if (find("composer").hidden) entrance.focus();
  else composer.focus();
}

function moved() {
  tellUnread();
  if (sandboxed) return;
  if (scroller.nearTop && !history.failed) history.older();
  if (scroller.nearEnd) history.newer();
}

function entered(chosen) {
  if (chosen) introduce();
  showIdentity();
  composer.focus();
}

function introduce() {
  const { nickname, avatar } = identity;
  if (connection.send({ type: "profile", nickname, avatar })) unsent.ready();
  showIdentity();
}

function ask(error, tried) {
  find("composer").hidden = true;
  entrance.open(error, tried);
}

function showIdentity() {
  find("hint").hidden = identity.lasting;
  if (!identity.known) return ask("");
  entrance.close();
  find("composer").hidden = false;
  find("me").hidden = false;
  find("my-face").src = picture(identity.avatar);
}
