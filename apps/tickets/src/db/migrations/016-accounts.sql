-- What a person sees of their own sessions: in which browser and from where each began, when, and when it was last used.
-- `confirmed_at`: when its owner last proved who they are; a session of before has to prove it once more. Times are epoch
-- milliseconds.
ALTER TABLE sessions ADD COLUMN began_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN agent TEXT;
ALTER TABLE sessions ADD COLUMN address TEXT;
-- A person's session ends 30 days after its beginning, and any 7 days after its last use.
UPDATE sessions SET
  began_at = coalesce(ends_at - 30 * 86400000, expires_at - 7 * 86400000),
  seen_at = min(expires_at - 7 * 86400000, unixepoch() * 1000);

DROP VIEW live_sessions;
CREATE VIEW live_sessions AS
SELECT s.id_hash, s.expires_at, s.ends_at, s.generation, s.seen_at, s.confirmed_at,
  p.id AS person_id, p.name, p.role, NULL AS tv_link_id
FROM sessions s JOIN people p ON p.id = s.person_id
WHERE p.active = 1 AND p.generation = s.generation
UNION ALL
SELECT s.id_hash, s.expires_at, s.ends_at, s.generation, s.seen_at, s.confirmed_at, NULL, t.name, 'lectura', t.id
FROM sessions s JOIN tv_links t ON t.id = s.tv_link_id
WHERE t.revoked_at IS NULL AND t.generation = s.generation;
