// A chat on ws, for comparison. It speaks as much of the protocol as the benchmark's visitors need (hello, welcome, say,
// message) and stores nothing.
//
//	node --expose-gc server.js 256 PORT
//
// It is what the hub of ../gorilla.go is: a room sends one frame a message to each reader. There a reader is dropped whose
// channel is full; here it is one for whom so many frames wait in its socket, which is what the number says. As one does in
// Node, all rooms live in the one thread of one process. A frame is made once for all readers and nothing is compressed.
import { createServer } from "node:http";
import { Sender, WebSocket, WebSocketServer } from "ws";

// The numbers of gorilla's chat example. Whoever has not answered one ping by the next is gone.
const PING_PERIOD_MS = 54_000;
const MAX_MESSAGE_SIZE = 8_192;
const BACKLOG = 4_096; // as in Go, as far as the system lets it be

const TEXT = { fin: true, rsv1: false, opcode: 1, mask: false };
const PATH = "/socket/";

const [slots, port] = process.argv.slice(2).map(Number);
const rooms = new Map();

class Room {
  readers = new Set();
  head = 0;

  constructor(id) {
    this.id = id;
  }

  register(client) {
    this.readers.add(client);
    client.lines.send(
      JSON.stringify([
        {
          type: "welcome",
          v: 1,
          room: { id: this.id },
          you: { author: client.author },
          head: this.head,
          complete: true,
          messages: [],
          members: { count: this.readers.size, list: [] },
        },
      ]),
    );
  }

  broadcast(by, { id, text }) {
    const message = JSON.stringify([
      {
        type: "message",
        seq: ++this.head,
        id,
        author: by.author,
        nickname: by.nickname,
        avatar: by.avatar,
        text,
        at: new Date().toISOString(),
      },
    ]);
    const frame = Buffer.concat(Sender.frame(Buffer.from(message), TEXT));
    for (const reader of this.readers) reader.put(frame);
  }
}

class Client {
  author = "";
  nickname = "";
  avatar = "";
  entered = false;
  answered = true;

  /** @param lines the WebSocket on `socket` */
  constructor(room, lines, socket) {
    this.room = room;
    this.lines = lines;
    this.socket = socket;
    const pings = setInterval(() => this.ping(), PING_PERIOD_MS);
    lines.on("pong", () => {
      this.answered = true;
    });
    lines.on("message", (data) => this.hear(data));
    lines.on("error", () => lines.terminate());
    lines.on("close", () => {
      clearInterval(pings);
      room.readers.delete(this);
    });
  }

  hear(data) {
    let frame;
    try {
      frame = JSON.parse(data.toString());
    } catch {
      this.drop();
      return;
    }
    if (frame.type === "hello" && !this.entered) {
      this.entered = true;
      this.author = frame.anonymousId.replaceAll("-", "").slice(0, 22);
      this.nickname = frame.nickname ?? "";
      this.avatar = frame.avatar ?? "";
      this.room.register(this);
    } else if (frame.type === "say" && this.entered) {
      this.room.broadcast(this, frame);
    } else {
      this.drop();
    }
  }

  /** A whole frame goes past ws into the socket: ws has no call for one, and keeps nothing back that it could overtake. */
  put(frame) {
    if (this.lines.readyState !== WebSocket.OPEN) return;
    if (this.lines.bufferedAmount >= slots * frame.length) this.drop();
    else this.socket.write(frame);
  }

  ping() {
    if (!this.answered) {
      this.drop();
      return;
    }
    this.answered = false;
    this.lines.ping();
  }

  drop() {
    this.room.readers.delete(this);
    this.lines.terminate();
  }
}

function roomOf(id) {
  let room = rooms.get(id);
  if (room === undefined) rooms.set(id, (room = new Room(id)));
  return room;
}

process.stdin.resume().on("end", () => process.exit()); // ends when the benchmark does, however it does
process.on("SIGUSR1", () => globalThis.gc()); // and Node opens no debugger

const sockets = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_MESSAGE_SIZE,
});
const server = createServer((_, response) => response.writeHead(404).end());
server.on("upgrade", (request, socket, head) => {
  if (!request.url.startsWith(PATH) || request.headers.origin !== `http://${request.headers.host}`) {
    socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
    return;
  }
  const room = roomOf(request.url.slice(PATH.length));
  sockets.handleUpgrade(request, socket, head, (lines) => new Client(room, lines, socket));
});
server.listen({ port, host: "127.0.0.1", backlog: BACKLOG });
