import { searchWords } from '@relevo/contract';
import type { Reader } from '@relevo/storage';

// So many are looked at one by one in some milliseconds; with more, a walk from the newest finds a page as soon.
const few = 5_000;

const selectCandidates = `SELECT rowid AS id FROM ticket_search WHERE ticket_search MATCH @match LIMIT @limit`;
const selectNotIndexed = `
  SELECT ticket_id AS id FROM tickets WHERE ticket_id > (SELECT up_to FROM ticket_search_progress) LIMIT @limit`;

/**
 * The parameter `@candidates`: the ids of all tickets in which the text may be found, as JSON; those that are not
 * indexed yet are among them. Undefined where they are many, or where the index cannot tell because every word is short.
 */
export function fewCandidates(
  reader: Pick<Reader, 'all' | 'transaction'>,
  text: string | undefined,
): string | undefined {
  const match = indexQuery(text ?? '');
  if (match === undefined) return undefined;
  const limit = few + 1;
  const rows = reader.transaction(() => [
    ...reader.all<{ id: number }>(selectCandidates, { match, limit }),
    ...reader.all<{ id: number }>(selectNotIndexed, { limit }),
  ]);
  return rows.length > few ? undefined : JSON.stringify(rows.map(({ id }) => id));
}

/** The search in the language of FTS5: of each word one form, of each form all that stands in a row of three. */
export function indexQuery(text: string): string | undefined {
  const words = searchWords(text)
    .map((forms) => forms.map((form) => [...form]))
    // A form shorter than three letters may stand anywhere: its word narrows nothing down.
    .filter((forms) => forms.every((letters) => letters.length >= 3))
    .map((forms) => `(${forms.map((letters) => `(${threesOf(letters)})`).join(' OR ')})`);
  return words.length === 0 ? undefined : words.join(' AND ');
}

function threesOf(letters: string[]): string {
  const threes = letters.slice(2).map((last, at) => `${letters[at]}${letters[at + 1]}${last}`);
  return threes.map((three) => `"${three.replaceAll('"', '""')}"`).join(' AND ');
}
