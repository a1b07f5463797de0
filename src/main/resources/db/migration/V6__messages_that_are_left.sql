-- What readers see: rows of deleted messages stay, and a look for the last ones must not walk over thousands of them.
-- Dropped first, since an interrupted start leaves an index that nothing uses.
DROP INDEX CONCURRENTLY IF EXISTS idx_messages_left;
CREATE INDEX CONCURRENTLY idx_messages_left ON messages (room_id, seq) WHERE deleted_at IS NULL;
