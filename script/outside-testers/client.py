"""Speaks docs/protocol.md as a client that knows nothing else: python3 client.py localhost:9080 some-room

Wants websockets 10 or newer (Debian: python3-websockets). Ends with 1 and a sentence at the first thing that is not as
written there.
"""

import asyncio
import json
import sys
import uuid

import websockets

HOST, ROOM = sys.argv[1:3]
PATIENCE = 10  # seconds


def opened(origin=f"http://{HOST}"):
    return websockets.connect(f"ws://{HOST}/socket/{ROOM}", origin=origin, compression=None)


class Person:
    """A socket, and what it heard and nobody asked for yet."""

    def __init__(self, socket, anonymous_id=None):
        self.socket = socket
        self.anonymous_id = anonymous_id or str(uuid.uuid4())
        self.heard = []
        self.binary_frames = 0

    async def tell(self, **frame):
        await self.socket.send(json.dumps(frame))

    async def hello(self, nickname, **more):
        await self.tell(type="hello", v=1, anonymousId=self.anonymous_id, nickname=nickname, **more)
        return await self.hear("welcome")

    async def hear(self, kind, **wanted):
        """The next event of a type with these values; any other stays for later."""
        while True:
            for event in self.heard:
                if event["type"] == kind and all(event.get(name) == value for name, value in wanted.items()):
                    self.heard.remove(event)
                    return event
            frame = await asyncio.wait_for(self.socket.recv(), PATIENCE)
            self.binary_frames += isinstance(frame, bytes)
            self.heard += json.loads(frame)

    async def closed(self):
        await asyncio.wait_for(self.socket.wait_closed(), PATIENCE)
        return self.socket.close_code


def same(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {found!r} instead of {wanted!r}")
    print(f"{what}: {found!r}")


async def talk():
    async with opened() as one, opened() as other:
        ana, ben = Person(one), Person(other)
        welcome = await ana.hello("아나", avatar="otter")
        same("version", welcome["v"], 1)
        await ben.hello("벤벤", binary=True)

        mine = str(uuid.uuid4())
        await ana.tell(type="say", id=mine, text="안녕하세요 😀")
        said = await ana.hear("message", id=mine)
        seq = said["seq"]
        same("first number", seq, welcome["head"] + 1)
        same("said, heard by the other", await ben.hear("message", id=mine), said)

        await ana.tell(type="say", id=mine, text="another text")
        same("said again", (await ana.hear("message", id=mine))["text"], "안녕하세요 😀")

        await ana.tell(type="edit", seq=seq, text="안녕하십니까")
        edited = await ana.hear("edited", of=seq)
        same("number of the edit", edited["seq"], seq + 1)
        same("edit, heard by the other", await ben.hear("edited", of=seq), edited)

        await ben.tell(type="delete", seq=seq)
        same("another's message", (await ben.hear("rejected", of=seq))["reason"], "NOT_YOURS")
        await ana.tell(type="delete", seq=seq)
        deleted = await ana.hear("deleted", of=seq)
        same("number of the deletion", deleted["seq"], seq + 2)
        same("deletion, heard by the other", await ben.hear("deleted", of=seq), deleted)

        await ana.tell(type="ping")
        same("ping", await ana.hear("pong"), {"type": "pong"})
        await asyncio.wait_for(await one.ping(), PATIENCE)
        await ana.tell(type="dance")
        same("unknown type", (await ana.hear("rejected"))["reason"], "UNKNOWN_TYPE")
        same("the other was sent binary frames", ben.binary_frames > 0 and ana.binary_frames == 0, True)

        async with opened() as socket:
            back = await Person(socket, ana.anonymous_id).hello("아나", since=welcome["head"])
            same("who returns is the same", back["you"]["author"], welcome["you"]["author"])
            same("and hears all that was missed", (back["complete"], back["head"]), (True, seq + 2))
            same("and nothing of what is deleted", [each["seq"] for each in back["messages"]], [])


async def harm():
    for what, frame, code in ("9,000 bytes", "x" * 9_000, 1009), ("a binary frame", b"{}", 1003):
        async with opened() as socket:
            person = Person(socket)
            await person.hello("나쁜이")
            await socket.send(frame)
            same(what, await person.closed(), code)
    try:
        async with opened("https://evil.example"):
            sys.exit("a foreign origin was let in")
    except websockets.InvalidStatusCode as refused:
        same("a foreign origin", refused.status_code, 403)


async def main():
    await talk()
    await harm()
    print("all as written")


asyncio.run(main())
