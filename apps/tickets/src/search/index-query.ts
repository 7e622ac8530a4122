import { searchWords } from '@relevo/contract';
import type { Reader } from '@relevo/storage';
import { tokensAsked } from './index-tokens.ts';

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
