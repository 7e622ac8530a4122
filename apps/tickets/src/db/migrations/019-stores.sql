-- The stores that have said that they are there, a row for each of their processes: who is waited for after a restart, and
-- since when nothing was heard. A store is the caller of its key. Written on the first word, on silence and once a minute, not
-- with each word. `waiting`: orders not handed over yet; `oldest_at`: since when the oldest waits. Times: epoch milliseconds.
CREATE TABLE store_signals (
  store TEXT NOT NULL,
  instance TEXT NOT NULL,
  heard_at INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  oldest_at INTEGER,
  PRIMARY KEY (store, instance)
) STRICT, WITHOUT ROWID;
