-- The orders of a day, for its summary.
CREATE INDEX tickets_created ON tickets (created_at, ticket_id) WHERE smoke = 0;
