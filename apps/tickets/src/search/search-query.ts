import { searchWords } from '@relevo/contract';
import type { Reader } from '@relevo/storage';
import { tokensAsked } from './search-index.ts';

const selectCommon = `
  SELECT value AS token FROM json_each(@tokens) AS token
  WHERE (
    SELECT count(*) FROM (SELECT search FROM tickets ORDER BY ticket_id DESC LIMIT 100)
    WHERE instr(search, token.value) > 0
  ) > 50`;

/**
 * The search in the language of the index (FTS5 over the runs of `tokensOf`). It matches more than the search finds, and
 * nothing less. Runs that stand in most of the last tickets are left out where others tell more: to go through all
 * tickets that hold them is what takes long. Undefined where the index cannot tell because every word is short.
 */
export function readIndexQuery(reader: Pick<Reader, 'all'>, text: string | undefined): string | undefined {
  const tokens = searchWords(text ?? '')
    .flat()
    .flatMap(tokensAsked);
  if (tokens.length === 0) return undefined;
  const rows = reader.all<{ token: string }>(selectCommon, { tokens: JSON.stringify([...new Set(tokens)]) });
  return indexQuery(text ?? '', new Set(rows.map(({ token }) => token)));
}

/** Of each word one form, of each form all its runs but the common ones; all of them where there are no others. */
export function indexQuery(text: string, common: ReadonlySet<string> = new Set()): string | undefined {
  const words = searchWords(text).map((forms) => forms.map(tokensAsked));
  const telling = words.map((forms) => forms.map((tokens) => tokens.filter((token) => !common.has(token))));
  return compose(telling) ?? compose(words);
}

function compose(words: string[][][]): string | undefined {
  const narrowing = words
    // A form without any (it is too short, say) may stand anywhere: its word narrows nothing down.
    .filter((forms) => forms.every((tokens) => tokens.length > 0))
    .map((forms) => `(${forms.map((tokens) => `(${tokens.map(quoted).join(' AND ')})`).join(' OR ')})`);
  return narrowing.length === 0 ? undefined : narrowing.join(' AND ');
}

function quoted(token: string): string {
  return `"${token.replaceAll('"', '""')}"`;
}

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

/** True of a ticket in which each word of `@words` occurs in one of its forms. */
export const searchTerm = `(@words IS NULL OR NOT EXISTS (
        SELECT 1 FROM json_each(@words) AS word
        WHERE NOT EXISTS (
          SELECT 1 FROM json_each(word.value) AS form WHERE tickets.search LIKE form.value ESCAPE '\\'
        )
      ))`;

/** The parameter `@words`: for each word of the search the patterns of its forms. Null: everything is found. */
export function searchParam(text: string | undefined): string | null {
  const words = searchWords(text ?? '');
  return words.length === 0 ? null : JSON.stringify(words.map((forms) => forms.map(likePattern)));
}

function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
