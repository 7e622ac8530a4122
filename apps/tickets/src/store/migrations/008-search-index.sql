-- Which tickets hold which three letters in a row: a search for something rare would otherwise read every ticket there
-- is. It only narrows down; whether a ticket is found, its `search` decides.
CREATE VIRTUAL TABLE ticket_search USING fts5(search, tokenize = 'trigram', content = '', detail = none, columnsize = 0);
INSERT INTO ticket_search (rowid, search) SELECT ticket_id, search FROM tickets;
