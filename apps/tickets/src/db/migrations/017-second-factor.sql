-- The second factor of those who want one. `sealed` is the secret that the person's app shares, encrypted by a key that
-- comes from SESSION_SECRET. It is asked for from `active_at` on. `last_step`: the last step of time whose code was taken,
-- so that no code is taken twice.
CREATE TABLE second_factors (
  person_id INTEGER PRIMARY KEY REFERENCES people (id),
  sealed TEXT NOT NULL,
  active_at INTEGER,
  last_step INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Codes for when the app is not at hand, each good for once: only hashes (SHA-256, base64url) of 80 random bits.
CREATE TABLE one_time_codes (
  person_id INTEGER NOT NULL REFERENCES people (id),
  code_hash TEXT NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (person_id, code_hash)
) STRICT, WITHOUT ROWID;
