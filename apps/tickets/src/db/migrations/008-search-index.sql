-- Which tickets hold which three letters in a row: a search for something rare would otherwise read every ticket there
-- is. It only narrows down; whether a ticket is found, its `search` decides. It is filled later than the tickets are
-- stored, up to `up_to`.
CREATE VIRTUAL TABLE ticket_search USING fts5(search, tokenize = 'trigram', content = '', detail = none, columnsize = 0);

CREATE TABLE ticket_search_progress (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  up_to INTEGER NOT NULL
) STRICT;
INSERT INTO ticket_search_progress (id, up_to) VALUES (1, 0);
