-- The keys of shops, monitors and integrations. Only the SHA-256 of a key (base64url) and its first characters are kept.
-- `scopes` is a JSON list. The previous hash is that of the key before the last rotation: it works until `previous_until`.
-- Nothing is deleted: a revoked key stays in the list. Times are epoch milliseconds.
CREATE TABLE api_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  caller TEXT NOT NULL,
  scopes TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  prefix TEXT NOT NULL,
  previous_hash TEXT,
  previous_prefix TEXT,
  previous_until INTEGER,
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE INDEX api_keys_live ON api_keys (id) WHERE revoked_at IS NULL;

-- Another random text after each change, whoever makes it. Not a number: a database that is put back to an older copy has
-- that copy's text again, and never the text of a state that it no longer holds.
CREATE TABLE api_keys_version (id INTEGER PRIMARY KEY CHECK (id = 1), version TEXT NOT NULL) STRICT;
INSERT INTO api_keys_version VALUES (1, lower(hex(randomblob(8))));
