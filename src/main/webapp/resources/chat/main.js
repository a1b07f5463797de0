import { Announcer } from "./announcer.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Feed } from "./feed.js";
import { History } from "./history.js";
import { Identity } from "./identity.js";
import { Mine } from "./mine.js";
import { Myself } from "./myself.js";
import { Own } from "./own.js";
import { addresses, find, room, takeOver } from "./page.js";
import { Parent } from "./parent.js";
import { People } from "./people.js";
import { Permalinks } from "./permalinks.js";
import { Scroller } from "./scroller.js";
import { Showing } from "./showing.js";
import { Status } from "./status.js";
import { Shelf } from "./storage.js";
import { Transcript } from "./transcript.js";
import { Unsent } from "./unsent.js";
import { Sight } from "./visibility.js";

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

/** A frame in a sandbox without an origin of its own: no name can be kept, and the server knows no such origin. */
const sandboxed = self.origin === "null";

const scroller = new Scroller({ log, pill: find("pill"), onMove: moved, onNewest: () => history.newest() });
const history = new History({ transcript, scroller, more: room.more, head: () => feed.last });
const permalinks = new Permalinks({ list: find("lines"), history, scroller, say: (words) => announcer.say(words) });
const status = new Status({ onConnect: () => connection.connect(), say: (words) => announcer.say(words) });
const connection = new Connection({ address: addresses.socket, hello, onEvents: heard, onState: changed });
const myself = new Myself({ identity, focus: () => composer.focus(), tell: introduced });
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

const showing = new Showing({
  transcript,
  scroller,
  history,
  unsent,
  announcer,
  mine,
  seen: () => sight.seen,
  onUnread: (count) => parent.count("unread", count),
});

const own = new Own({
  list: find("lines"),
  transcript,
  send: (frame) => connection.send(frame),
  say: (words) => announcer.say(words),
});

transcript.author = mine.author;
identity.follow({
  changed({ other, renamed }) {
    if (other) connection.greet();
    if (renamed) myself.introduce();
  },
  forgotten: () => connection.leave(), // else it would come back as who is forgotten
});
if (sandboxed) onlyRead();
else {
  myself.show();
  myself.offerKnown();
}
takeOver();
scroller.toBottom();
scroller.behind = room.behind;
const parent = new Parent({ onFocus: () => myself.focus(), onDestroy: () => connection.leave() });
const sight = new Sight({ onSeen: seen, onLongGone: rest, longMs: room.restAfterMs });
permalinks.go();

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
    else if (event.type === "message") showing.add([event]);
    else if (event.type === "edited" || event.type === "deleted") became(event);
    else if (event.type === "presence") present(event);
    else if (event.type === "rejected") refused(event);
  }
}

function welcomed(event) {
  const { you, head, complete, messages } = event;
  mine.author = transcript.author = you.author;
  if (identity.known && (identity.nickname !== greeted.nickname || identity.avatar !== greeted.avatar)) myself.introduce();
  accepted([you]);
  people.welcome(event);
  parent.count("participants", event.members.count);
  find("unavailable")?.remove();
  (event.changes ?? []).forEach(became);
  const startedOver = feed.last === null || head < feed.last;
  const away = !complete && !startedOver && !scroller.atBottom;
  const last = feed.last;
  feed.last = head;
  if (away) return showing.leftBehind(head - last, messages);
  if (startedOver || !complete) showing.begin(messages, !startedOver);
  else showing.add(messages);
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

function said(text) {
  mine.speaks();
  unsent.add(text);
  history.newest();
}

function refused(event) {
  if (event.reason === "BAD_NICKNAME") return myself.refused();
  if (event.of !== undefined) return own.rejected(event);
  unsent.rejected(event);
  if (event.reason === "NO_NICKNAME") myself.unnamed();
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
  if (!sandboxed) connection.wake();
  showing.seen();
}

function rest() {
  connection.rest();
  unsent.away();
}

function moved() {
  showing.tellUnread();
  if (sandboxed) return;
  if (scroller.nearTop && !history.failed) history.older();
  if (scroller.nearEnd) history.newer();
}

function introduced(profile) {
  if (connection.send({ type: "profile", ...profile })) unsent.ready();
}
