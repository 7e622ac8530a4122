-- Three letters in a row tell a number badly: the index holds longer runs as well, and is given the runs of a text (see
-- `tokensOf`) instead of the text. What is stored is put into it again, later than this, as new tickets are.
DROP TABLE ticket_search;
CREATE VIRTUAL TABLE ticket_search USING fts5(
  tokens,
  tokenize = "ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'",
  content = '', detail = none, columnsize = 0
);
UPDATE ticket_search_progress SET up_to = 0;
