-- What the server of the release before says to the database: its statements as it sends them, with values in place of
-- parameters. MigrationsIT runs them on today's tables. At every release this file gets the statements of that release.

-- A batch of messages (AppendTransaction)
SELECT id, last_seq FROM rooms WHERE id = ANY ('{before}') ORDER BY id FOR UPDATE;
SELECT client_id, room_id, anonymous_id, seq, nickname, avatar, content, created_at
  FROM messages WHERE client_id = ANY ('{7b0a1c52-94a7-4c8e-9f6e-0f6f3c1b2a01}');
INSERT INTO rooms (id) SELECT id FROM unnest('{before}'::varchar[]) AS id ORDER BY id ON CONFLICT DO NOTHING;
INSERT INTO messages (room_id, anonymous_id, nickname, avatar, content, created_at,
                      client_id, seq, changed_seq)
  SELECT room, person, nickname, avatar, content, at, client_id, seq, seq
    FROM unnest('{before,before}'::varchar[], '{hash-a,hash-b}'::varchar[], '{익명의 수달,고래고래}'::varchar[],
                '{otter,whale}'::varchar[], '{안녕하세요,hello}'::text[], '{2026-11-22T09:00:00Z,2026-11-22T09:00:01Z}'::timestamptz[],
                '{7b0a1c52-94a7-4c8e-9f6e-0f6f3c1b2a01,7b0a1c52-94a7-4c8e-9f6e-0f6f3c1b2a02}'::uuid[], '{1,2}'::bigint[])
      AS draft (room, person, nickname, avatar, content, at, client_id, seq);
UPDATE rooms SET last_seq = head.seq
  FROM unnest('{before}'::varchar[], '{2}'::bigint[]) AS head (room, seq) WHERE rooms.id = head.room;

-- The history (RoomRow and MessageRow: all their columns)
SELECT id, last_seq FROM rooms WHERE id = 'before';
SELECT id, room_id, anonymous_id, nickname, avatar, content, created_at, client_id, seq, changed_seq
  FROM messages WHERE room_id = 'before' AND seq <= 2 ORDER BY seq DESC LIMIT 50;
