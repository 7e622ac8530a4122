import { searchWords } from '@relevo/contract';
import type { Reader } from '@relevo/storage';

const selectCommon = `
  SELECT value AS three FROM json_each(@threes) AS three
  WHERE (
    SELECT count(*) FROM (SELECT search FROM tickets ORDER BY ticket_id DESC LIMIT 100)
    WHERE instr(search, three.value) > 0
  ) > 50`;

/**
 * The search in the language of the index (FTS5, three letters in a row). It matches more than the search finds, and
 * nothing less. Letters that stand in most of the last tickets are left out where others tell more: to go through all
 * tickets that hold them is what takes long. Undefined where the index cannot tell because every word is short.
 */
export function readIndexQuery(reader: Pick<Reader, 'all'>, text: string | undefined): string | undefined {
  const threes = searchWords(text ?? '')
    .flat()
    .flatMap(threesOf);
  if (threes.length === 0) return undefined;
  const rows = reader.all<{ three: string }>(selectCommon, { threes: JSON.stringify([...new Set(threes)]) });
  return indexQuery(text ?? '', new Set(rows.map(({ three }) => three)));
}

/** Of each word one form, of each form all threes but the common ones; all of them where there are no others. */
export function indexQuery(text: string, common: ReadonlySet<string> = new Set()): string | undefined {
  const words = searchWords(text).map((forms) => forms.map(threesOf));
  const telling = words.map((forms) => forms.map((threes) => threes.filter((three) => !common.has(three))));
  return compose(telling) ?? compose(words);
}

function compose(words: string[][][]): string | undefined {
  const narrowing = words
    // A form without any (it is too short, say) may stand anywhere: its word narrows nothing down.
    .filter((forms) => forms.every((threes) => threes.length > 0))
    .map((forms) => `(${forms.map((threes) => `(${threes.map(quoted).join(' AND ')})`).join(' OR ')})`);
  return narrowing.length === 0 ? undefined : narrowing.join(' AND ');
}

function threesOf(form: string): string[] {
  const letters = [...form];
  return [...new Set(letters.slice(2).map((last, at) => `${letters[at]}${letters[at + 1]}${last}`))];
}

function quoted(three: string): string {
  return `"${three.replaceAll('"', '""')}"`;
}
