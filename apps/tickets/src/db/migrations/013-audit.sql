-- The audit log: who did what to whom, from where, when. It names people of the house by id, customers never, and holds no
-- secret. `author` is the name at that time; null for the service itself, or for somebody unknown. `detail` is JSON.
-- `at` is epoch milliseconds.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  action TEXT NOT NULL,
  author_id INTEGER,
  author TEXT,
  address TEXT,
  what TEXT,
  whom INTEGER,
  detail TEXT NOT NULL
) STRICT;

-- Newest first, of all and of each filter; the id comes along.
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_action ON audit (action, at);
CREATE INDEX audit_author ON audit (author_id, at) WHERE author_id IS NOT NULL;
CREATE INDEX audit_whom ON audit (whom, at) WHERE whom IS NOT NULL;
-- Addresses that are to be overwritten one day.
CREATE INDEX audit_address ON audit (at) WHERE address IS NOT NULL;

-- Why the log may be changed at this moment. A row is here only inside the transaction that overwrites or removes what is
-- kept no longer: see `overwriteAudit`.
CREATE TABLE audit_overwriting (
  reason TEXT PRIMARY KEY
) STRICT;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_overwriting)
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_overwriting)
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- `INSERT OR REPLACE` would take the place of an entry without a DELETE that a trigger sees.
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
