import type { Reader } from '@relevo/storage';

// So many are looked at one by one in some milliseconds; with more, a walk from the newest finds a page as soon.
const few = 5_000;

const selectCandidates = `SELECT rowid AS id FROM ticket_search WHERE ticket_search MATCH @match LIMIT @limit`;
const selectNotIndexed = `
  SELECT ticket_id AS id FROM tickets WHERE ticket_id > (SELECT up_to FROM ticket_search_progress) LIMIT @limit`;

/**
 * The parameter `@candidates`: the ids of all tickets in which a text may be found, as JSON; those that are not indexed
 * yet are among them. Undefined where they are many.
 * @param match the text as `readIndexQuery` makes it
 */
export function fewCandidates(
  reader: Pick<Reader, 'all' | 'transaction'>,
  match: string,
): string | undefined {
  const limit = few + 1;
  const rows = reader.transaction(() => [
    ...reader.all<{ id: number }>(selectCandidates, { match, limit }),
    ...reader.all<{ id: number }>(selectNotIndexed, { limit }),
  ]);
  return rows.length > few ? undefined : JSON.stringify(rows.map(({ id }) => id));
}
