-- Under which version of the canonical form `fingerprint` was made: a field that an order gets later belongs to a later
-- version, so an order that is sent again is compared by what it was stored with. What is there is of version 1.
ALTER TABLE orders ADD COLUMN canonical_version INTEGER NOT NULL DEFAULT 1;
