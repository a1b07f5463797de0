-- Who may not be in a room, or in any, until a time. Rows go once their time is over.

CREATE TABLE blocks (
    subject    VARCHAR(64) NOT NULL,                -- keyed hash of a person (messages.anonymous_id) or of a range of addresses
    room_id    VARCHAR(255) NOT NULL,               -- '*' is everywhere, which no post can be called
    until      TIMESTAMPTZ NOT NULL,
    note       VARCHAR(200) NOT NULL DEFAULT '',    -- for the operator alone
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),

    PRIMARY KEY (subject, room_id)
);

CREATE INDEX idx_blocks_until ON blocks (until);
