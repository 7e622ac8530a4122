import { type Db, prepared } from '@relevo/storage/procedures';

const selectLast = `
  SELECT max(ticket_id) AS last FROM (
    SELECT ticket_id FROM tickets
    WHERE ticket_id > (SELECT up_to FROM ticket_search_progress) ORDER BY ticket_id LIMIT ?)`;

const insertMissing = `
  INSERT INTO ticket_search (rowid, search)
  SELECT ticket_id, search FROM tickets
  WHERE ticket_id > (SELECT up_to FROM ticket_search_progress) AND ticket_id <= @last`;

/** Puts the next tickets into the index of the search, at most so many. @returns whether there was anything to do */
export function indexTickets(db: Db, { limit }: { limit: number }): boolean {
  const { last } = prepared(db, selectLast).get(limit) as { last: number | null };
  if (last === null) return false;
  prepared(db, insertMissing).run({ last });
  prepared(db, 'UPDATE ticket_search_progress SET up_to = ?').run(last);
  return true;
}
