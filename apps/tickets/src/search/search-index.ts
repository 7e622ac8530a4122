import { type Db, prepared } from '@relevo/storage/procedures';
import { searchKey } from '@relevo/ticket-rules';

const shortRun = 3;
// Three digits in a row occur in many numbers; this many identify one.
const longRun = 6;
const manyDigits = /(?:\d\D*){4}/;

/**
 * The tokens of a text in the search index: of each word all runs of three letters, and those of six that are mostly
 * digits. A word that occurs in a text has no token that the text lacks.
 */
export function tokensOf(text: string): string[] {
  return wordsOf(text).flatMap((word) => [...runsOf(word, shortRun), ...longRunsOf(word)]);
}

/**
 * The tokens to look up for a word of a search: as few long runs as cover all of them, or else its short ones. None if
 * the index cannot help.
 */
export function tokensAsked(word: string): string[] {
  const words = wordsOf(word);
  const long = words.flatMap(longRunsOf);
  const telling = long.filter((_, at) => at % longRun === 0 || at === long.length - 1);
  return [...new Set(telling.length > 0 ? telling : words.flatMap((part) => runsOf(part, shortRun)))];
}

// The tokenizer of the index splits words at control characters, too.
function wordsOf(text: string): string[] {
  return text.split(/[\s\p{Cc}]+/u);
}

function longRunsOf(word: string): string[] {
  return runsOf(word, longRun).filter((run) => manyDigits.test(run));
}

// By UTF-16 units and in a loop, because every stored ticket goes through here. Half a surrogate pair works as a letter.
function runsOf(word: string, length: number): string[] {
  const runs: string[] = [];
  for (let at = 0; at + length <= word.length; at += 1) runs.push(word.slice(at, at + length));
  return runs;
}

const selectUnfolded = `
  SELECT ticket_id AS id, search FROM tickets
  WHERE ticket_id > (SELECT folded FROM ticket_search_folding) AND ticket_id <= (SELECT last FROM ticket_search_folding)
  ORDER BY ticket_id LIMIT ?`;

/**
 * Makes the next tickets, at most `limit`, of those stored before the search folded apostrophes and the like, searchable
 * as new ones are. @returns whether there was anything to do
 */
export function foldTickets(db: Db, { limit }: { limit: number }): boolean {
  const rows = prepared(db, selectUnfolded).all(limit) as { id: number; search: string }[];
  const last = rows.at(-1);
  if (!last) return false;
  for (const { id, search } of rows) {
    const folded = searchKey(search);
    if (folded === search) continue;
    replaceInIndex(db, { id, before: search, after: folded });
    prepared(db, 'UPDATE tickets SET search = ? WHERE ticket_id = ?').run(folded, id);
  }
  prepared(db, 'UPDATE ticket_search_folding SET folded = ?').run(last.id);
  return true;
}

const selectMissing = `
  SELECT ticket_id AS id, search FROM tickets
  WHERE ticket_id > (SELECT up_to FROM ticket_search_progress) ORDER BY ticket_id LIMIT ?`;

/** Adds the next tickets, at most `limit`, to the search index. @returns whether there was anything to do */
export function indexTickets(db: Db, { limit }: { limit: number }): boolean {
  const rows = prepared(db, selectMissing).all(limit) as { id: number; search: string }[];
  const last = rows.at(-1);
  if (!last) return false;
  const insert = prepared(db, 'INSERT INTO ticket_search (rowid, tokens) VALUES (?, ?)');
  for (const { id, search } of rows) insert.run(id, tokensOf(search).join(' '));
  prepared(db, 'UPDATE ticket_search_progress SET up_to = ?').run(last.id);
  return true;
}

/**
 * Takes out of the index what a ticket no longer says, and adds what it says now. Only the difference: taking a word out
 * of all the pages where it stands takes a hundred times as long as adding it.
 */
export function replaceInIndex(
  db: Db,
  { id, before, after }: { id: number; before: string; after: string },
): void {
  const indexed = prepared(db, 'SELECT 1 FROM ticket_search_progress WHERE up_to >= ?').get(id);
  if (indexed === undefined) return;
  const [was, is] = [new Set(tokensOf(before)), new Set(tokensOf(after))];
  const gone = [...was.difference(is)].join(' ');
  const added = [...is.difference(was)].join(' ');
  prepared(db, `INSERT INTO ticket_search (ticket_search, rowid, tokens) VALUES ('delete', ?, ?)`).run(
    id,
    gone,
  );
  prepared(db, 'INSERT INTO ticket_search (rowid, tokens) VALUES (?, ?)').run(id, added);
}
