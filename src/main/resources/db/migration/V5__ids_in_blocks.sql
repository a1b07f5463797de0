-- There is no V2. It let the sequence count one by one, since a batch now draws its ids in the statement that stores it;
-- but the server before draws one number and takes the 999 below it as well, and would have met ids that were given. A
-- server that draws them singly can do so from a sequence that counts in thousands, so it stays as V1 made it. This
-- brings back those that saw V2.
ALTER SEQUENCE messages_id_seq INCREMENT BY 1000;
