-- A TV's link belongs to the first device that opens it, until the admin frees it: only the hash of that device's secret
-- is kept, beside what it says of itself. It ends at `ends_at`, which each use puts off; links of before count from now.
-- `generation` rises when the link changes hands: sessions of before are worth nothing then.
ALTER TABLE tv_links ADD COLUMN device_hash TEXT;
ALTER TABLE tv_links ADD COLUMN device_agent TEXT;
ALTER TABLE tv_links ADD COLUMN device_address TEXT;
ALTER TABLE tv_links ADD COLUMN bound_at INTEGER;
ALTER TABLE tv_links ADD COLUMN seen_at INTEGER;
ALTER TABLE tv_links ADD COLUMN ends_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tv_links ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
UPDATE tv_links SET ends_at = (unixepoch() + 90 * 24 * 60 * 60) * 1000;
CREATE UNIQUE INDEX tv_links_of_device ON tv_links (device_hash) WHERE device_hash IS NOT NULL;

DROP VIEW live_sessions;
CREATE VIEW live_sessions AS
SELECT s.id_hash, s.expires_at, s.ends_at, s.generation, p.id AS person_id, p.name, p.role, NULL AS tv_link_id
FROM sessions s JOIN people p ON p.id = s.person_id
WHERE p.active = 1 AND p.generation = s.generation
UNION ALL
SELECT s.id_hash, s.expires_at, s.ends_at, s.generation, NULL, t.name, 'lectura', t.id
FROM sessions s JOIN tv_links t ON t.id = s.tv_link_id
WHERE t.revoked_at IS NULL AND t.generation = s.generation;
