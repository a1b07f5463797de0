-- The tables of the specification, with what order and safe resending need added.

CREATE TABLE rooms (
    id         VARCHAR(255) PRIMARY KEY,            -- the blog's post id
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    title      VARCHAR(200),
    last_seq   BIGINT NOT NULL DEFAULT 0            -- the number of the room's last event
);

CREATE TABLE messages (
    id           BIGSERIAL PRIMARY KEY,
    room_id      VARCHAR(255) NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    anonymous_id VARCHAR(255) NOT NULL,             -- keyed hash of the browser's id, never the id
    nickname     VARCHAR(50) NOT NULL,
    content      TEXT NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    avatar       VARCHAR(40) NOT NULL,
    client_id    UUID NOT NULL,                     -- the browser's id for the message: a resend has the same
    seq          BIGINT NOT NULL,                   -- its place in the room, without holes
    changed_seq  BIGINT NOT NULL,                   -- the number of the last event that touched it
    edited_at    TIMESTAMPTZ,
    deleted_at   TIMESTAMPTZ,

    -- client_id first: a batch is looked up by it alone.
    CONSTRAINT messages_sent_once UNIQUE (client_id, room_id, anonymous_id),
    CONSTRAINT messages_in_order UNIQUE (room_id, seq)
);

-- The server takes ids in blocks of 1000 that end with the number drawn, so that a batch of messages
-- costs one round trip.
ALTER SEQUENCE messages_id_seq INCREMENT BY 1000 RESTART WITH 1000;

CREATE INDEX idx_messages_room_created_at ON messages (room_id, created_at DESC);
CREATE INDEX idx_messages_room_changed ON messages (room_id, changed_seq);
