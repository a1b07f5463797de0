// Speaks docs/protocol.md as a client that knows nothing else: node client.mjs localhost:9080 some-room
//
// Wants ws 8 (npm install --no-save --prefix script/outside-testers ws). Fails at the first thing that is not as written there.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import WebSocket from "ws";

const [host, room] = process.argv.slice(2);
const PATIENCE = 10_000;

const open = (origin = `http://${host}`) =>
  new WebSocket(`ws://${host}/socket/${room}`, { origin, perMessageDeflate: false });

/** A socket, and what it heard and nobody asked for yet. */
class Person {
  constructor(anonymousId = randomUUID()) {
    Object.assign(this, { anonymousId, socket: open(), heard: [], binaryFrames: 0, waiting: () => {} });
    this.socket.on("message", (frame, isBinary) => {
      this.binaryFrames += isBinary ? 1 : 0;
      this.heard.push(...JSON.parse(frame));
      this.waiting();
    });
    this.closed = once(this.socket, "close").then(([code]) => code);
  }

  tell(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  async hello(nickname, more = {}) {
    await once(this.socket, "open");
    this.tell({ type: "hello", v: 1, anonymousId: this.anonymousId, nickname, ...more });
    return this.hear("welcome");
  }

  /** The next event of a type with these values; any other stays for later. */
  async hear(type, wanted = {}) {
    const fits = (event) => Object.entries({ type, ...wanted }).every(([name, value]) => event[name] === value);
    const late = Date.now() + PATIENCE;
    for (;;) {
      const at = this.heard.findIndex(fits);
      if (at >= 0) return this.heard.splice(at, 1)[0];
      assert.ok(Date.now() < late, `no ${type} came; there were ${JSON.stringify(this.heard)}`);
      await new Promise((heard) => {
        const timer = setTimeout(heard, PATIENCE);
        this.waiting = () => (clearTimeout(timer), heard());
      });
    }
  }
}

function same(what, found, wanted) {
  assert.deepEqual(found, wanted, what);
  console.log(`${what}: ${JSON.stringify(found)}`);
}

async function talk() {
  const ana = new Person();
  const welcome = await ana.hello("아나", { avatar: "otter" });
  const { head } = welcome;
  same("version", welcome.v, 1);
  const ben = new Person();
  await ben.hello("벤벤", { binary: true });

  const id = randomUUID();
  ana.tell({ type: "say", id, text: "안녕하세요 😀" });
  const said = await ana.hear("message", { id });
  const { seq } = said;
  same("first number", seq, head + 1);
  same("said, heard by the other", await ben.hear("message", { id }), said);

  ana.tell({ type: "say", id, text: "another text" });
  same("said again", (await ana.hear("message", { id })).text, "안녕하세요 😀");

  ana.tell({ type: "edit", seq, text: "안녕하십니까" });
  const edited = await ana.hear("edited", { of: seq });
  same("number of the edit", edited.seq, seq + 1);
  same("edit, heard by the other", await ben.hear("edited", { of: seq }), edited);

  ben.tell({ type: "delete", seq });
  same("another's message", (await ben.hear("rejected", { of: seq })).reason, "NOT_YOURS");
  ana.tell({ type: "delete", seq });
  const deleted = await ana.hear("deleted", { of: seq });
  same("number of the deletion", deleted.seq, seq + 2);
  same("deletion, heard by the other", await ben.hear("deleted", { of: seq }), deleted);

  ana.tell({ type: "ping" });
  same("ping", await ana.hear("pong"), { type: "pong" });
  const pong = once(ana.socket, "pong", { signal: AbortSignal.timeout(PATIENCE) });
  ana.socket.ping("x");
  same("ping of WebSocket itself", String((await pong)[0]), "x");
  ana.tell({ type: "dance" });
  same("unknown type", (await ana.hear("rejected")).reason, "UNKNOWN_TYPE");
  same("the other was sent binary frames", [ana.binaryFrames > 0, ben.binaryFrames > 0], [false, true]);

  const back = new Person(ana.anonymousId);
  const again = await back.hello("아나", { since: head });
  same("who returns is the same", again.you.author, welcome.you.author);
  same("and hears all that was missed", [again.complete, again.head], [true, seq + 2]);
  same("and nothing of what is deleted", again.messages, []);
  for (const person of [ana, ben, back]) person.socket.close();
}

async function harm() {
  for (const [what, frame, code] of [["9,000 bytes", "x".repeat(9_000), 1009], ["a binary frame", Buffer.from("{}"), 1003]]) {
    const person = new Person();
    await person.hello("나쁜이");
    person.socket.send(frame);
    same(what, await person.closed, code);
  }
  const foreign = open("https://evil.example");
  foreign.on("error", () => {}); // which follows the answer
  const [, answer] = await once(foreign, "unexpected-response");
  same("a foreign origin", answer.statusCode, 403);
  foreign.terminate();
}

await talk();
await harm();
console.log("all as written");
