-- Messages are stored by one statement a batch, which draws the ids itself: blocks of them are wanted no more.
ALTER SEQUENCE messages_id_seq INCREMENT BY 1;
