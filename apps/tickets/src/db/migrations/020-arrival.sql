-- `created_at` and the ticket's `fecha_creacion` say when an order was placed, `llegado_en` when it came in. For what is
-- there, that is the same moment.
--
-- Text is added to text: JSON that a shop has nested deeper than SQLite reads would stop the start.
UPDATE tickets SET ticket = substr(ticket, 1, length(ticket) - 1)
  || strftime(',"llegado_en":"%Y-%m-%dT%H:%M:%S.', created_at / 1000, 'unixepoch')
  || printf('%03dZ"}', created_at % 1000);

-- A board that comes back is sent the events that it has missed, these at most.
UPDATE events SET ticket = substr(ticket, 1, length(ticket) - 1)
  || (SELECT strftime(',"llegado_en":"%Y-%m-%dT%H:%M:%S.', created_at / 1000, 'unixepoch')
    || printf('%03dZ"}', created_at % 1000) FROM tickets WHERE tickets.ticket_id = events.ticket_id)
WHERE seq > (SELECT head FROM stream) - 300 AND ticket <> '{}';
