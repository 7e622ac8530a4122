import type { Reader } from '@relevo/storage';
import { searchWords } from '@relevo/ticket-rules';
import { tokensAsked } from './search-index.ts';

const mostWords = 10;
// The index has runs of three letters: without a longer word every ticket there is has to be looked at.
const indexedLength = 3;
const mostShortWords = 3;

/** Says what is wrong with a text to search for, in Spanish; undefined for nothing. Each word costs a look at a ticket. */
export function searchFault(text: string): string | undefined {
  const words = new Set(searchWords(text).map(([word = '']) => word));
  if (words.size > mostWords) return `puede tener a lo sumo ${mostWords} palabras`;
  const allShort = [...words].every((word) => word.length < indexedLength);
  return allShort && words.size > mostShortWords
    ? `necesita una palabra de al menos ${indexedLength} letras, o a lo sumo ${mostShortWords} palabras`
    : undefined;
}

const selectCommon = `
  SELECT value AS token FROM json_each(@tokens) AS token
  WHERE (
    SELECT count(*) FROM (SELECT search FROM tickets ORDER BY ticket_id DESC LIMIT 100)
    WHERE instr(search, token.value) > 0
  ) > 50`;

/**
 * Turns a search into a query of the index (FTS5 over the tokens of `tokensOf`). It matches at least what the search
 * finds. Tokens that occur in most recent tickets are left out if others narrow it down: going through all tickets that
 * have them takes long. Undefined if the index cannot help because every word is short.
 */
export function readIndexQuery(reader: Pick<Reader, 'all'>, text: string | undefined): string | undefined {
  const tokens = searchWords(text ?? '')
    .flat()
    .flatMap(tokensAsked);
  if (tokens.length === 0) return undefined;
  const rows = reader.all<{ token: string }>(selectCommon, { tokens: JSON.stringify([...new Set(tokens)]) });
  return indexQuery(text ?? '', new Set(rows.map(({ token }) => token)));
}

/** Requires of each word one form, of each form all its tokens except the common ones (or all, if all are common). */
export function indexQuery(text: string, common: ReadonlySet<string> = new Set()): string | undefined {
  const words = searchWords(text).map((forms) => forms.map(tokensAsked));
  const telling = words.map((forms) => forms.map((tokens) => tokens.filter((token) => !common.has(token))));
  return compose(telling) ?? compose(words);
}

function compose(words: string[][][]): string | undefined {
  const narrowing = words
    // A form without tokens (it is too short, say) may occur anywhere: its word narrows nothing down.
    .filter((forms) => forms.every((tokens) => tokens.length > 0))
    .map((forms) => `(${forms.map((tokens) => `(${tokens.map(quoted).join(' AND ')})`).join(' OR ')})`);
  return narrowing.length === 0 ? undefined : narrowing.join(' AND ');
}

function quoted(token: string): string {
  return `"${token.replaceAll('"', '""')}"`;
}

// So many are checked one by one within milliseconds; with more, a walk from the newest fills a page just as fast.
const few = 5_000;

const selectCandidates = `SELECT rowid AS id FROM ticket_search WHERE ticket_search MATCH @match LIMIT @limit`;
const selectNotIndexed = `
  SELECT ticket_id AS id FROM tickets WHERE ticket_id > (SELECT up_to FROM ticket_search_progress) LIMIT @limit`;

/**
 * The parameter `@candidates`: the ids, as JSON, of all tickets that may match, including those not indexed yet.
 * Undefined if there are many.
 * @param match the query from `readIndexQuery`
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

/** SQL: true for a ticket in which each word of `@words` occurs in one of its forms. */
export const searchTerm = `(@words IS NULL OR NOT EXISTS (
        SELECT 1 FROM json_each(@words) AS word
        WHERE NOT EXISTS (
          SELECT 1 FROM json_each(word.value) AS form WHERE tickets.search LIKE form.value ESCAPE '\\'
        )
      ))`;

/** The parameter `@words`: for each word of the search, the patterns of its forms. Null finds everything. */
export function searchParam(text: string | undefined): string | null {
  const words = searchWords(text ?? '').map((forms) => JSON.stringify(forms.map(likePattern)));
  return words.length === 0 ? null : `[${[...new Set(words)].join()}]`;
}

function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
