-- Who asks what the chat knows of him, or takes all of it back, must not read the whole table.
-- Dropped first, since an interrupted start leaves an index that nothing uses.
DROP INDEX CONCURRENTLY IF EXISTS idx_messages_person;
CREATE INDEX CONCURRENTLY idx_messages_person ON messages (anonymous_id, room_id, seq) WHERE deleted_at IS NULL;
