-- How many days a room keeps what is said in it; null: as many as the setting CHAT_KEEP_DAYS says.
ALTER TABLE rooms ADD COLUMN keep_days INTEGER CHECK (keep_days > 0);
