-- Who may sign in. Emails are lower case; times are epoch milliseconds; only hashes of secrets are kept.
-- `generation` rises when all sessions of a person end: one that was just being made then is worth nothing either.
CREATE TABLE people (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  email TEXT UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('admin', 'operador', 'repartidor', 'lectura')),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  password_hash TEXT,
  generation INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  signed_in_at INTEGER
) STRICT;

-- A link that lets a TV read the board until it is revoked.
CREATE TABLE tv_links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

-- A link without a person signs in the first admin.
ALTER TABLE sign_in_links ADD COLUMN person_id INTEGER REFERENCES people (id);
CREATE INDEX sign_in_links_of_person ON sign_in_links (person_id);

-- Sessions had no person so far: whoever is signed in does it once more. `ends_at` is the end that using the
-- session does not put off; a TV's has none.
DROP TABLE sessions;
CREATE TABLE sessions (
  id_hash TEXT PRIMARY KEY,
  person_id INTEGER REFERENCES people (id),
  tv_link_id INTEGER REFERENCES tv_links (id),
  generation INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ends_at INTEGER,
  CHECK ((person_id IS NULL) <> (tv_link_id IS NULL))
) STRICT;

CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE INDEX sessions_of_person ON sessions (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX sessions_of_tv_link ON sessions (tv_link_id) WHERE tv_link_id IS NOT NULL;

-- The one place that says which sessions are worth something, but for `expires_at`, which needs the time.
CREATE VIEW live_sessions AS
SELECT s.id_hash, s.expires_at, s.ends_at, s.generation, p.id AS person_id, p.name, p.role, NULL AS tv_link_id
FROM sessions s JOIN people p ON p.id = s.person_id
WHERE p.active = 1 AND p.generation = s.generation
UNION ALL
SELECT s.id_hash, s.expires_at, s.ends_at, s.generation, NULL, t.name, 'lectura', t.id
FROM sessions s JOIN tv_links t ON t.id = s.tv_link_id
WHERE t.revoked_at IS NULL;
