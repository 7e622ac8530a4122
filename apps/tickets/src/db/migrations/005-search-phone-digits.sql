-- A phone is found by its digits, however it was written: new tickets have them in their `search`, these get them here.
UPDATE tickets
SET search = search || char(10) || replace(replace(replace(replace(replace(replace(replace(
  ticket ->> '$.cliente_telefono', '-', ''), ' ', ''), '(', ''), ')', ''), '+', ''), '.', ''), '/', '')
WHERE ticket ->> '$.cliente_telefono' IS NOT NULL;
