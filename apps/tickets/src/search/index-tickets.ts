import { type Db, prepared } from '@relevo/storage/procedures';
import { tokensOf } from './index-tokens.ts';

const selectMissing = `
  SELECT ticket_id AS id, search FROM tickets
  WHERE ticket_id > (SELECT up_to FROM ticket_search_progress) ORDER BY ticket_id LIMIT ?`;

/** Puts the next tickets into the index of the search, at most so many. @returns whether there was anything to do */
export function indexTickets(db: Db, { limit }: { limit: number }): boolean {
  const rows = prepared(db, selectMissing).all(limit) as { id: number; search: string }[];
  const last = rows.at(-1);
  if (!last) return false;
  const insert = prepared(db, 'INSERT INTO ticket_search (rowid, tokens) VALUES (?, ?)');
  for (const { id, search } of rows) insert.run(id, tokensOf(search).join(' '));
  prepared(db, 'UPDATE ticket_search_progress SET up_to = ?').run(last.id);
  return true;
}
