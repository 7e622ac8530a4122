import { searchWords } from '@relevo/contract';

/**
 * The search in the language of FTS5: of each word one form, of each form all that stands in a row of three. It matches
 * more than the search finds, and nothing less. Undefined where the index cannot tell because every word is short.
 */
export function indexQuery(text: string): string | undefined {
  const words = searchWords(text)
    .map((forms) => forms.map((form) => [...form]))
    // A form shorter than three letters may stand anywhere: its word narrows nothing down.
    .filter((forms) => forms.every((letters) => letters.length >= 3))
    .map((forms) => `(${forms.map((letters) => `(${threesOf(letters)})`).join(' OR ')})`);
  return words.length === 0 ? undefined : words.join(' AND ');
}

function threesOf(letters: string[]): string {
  const threes = new Set(letters.slice(2).map((last, at) => `${letters[at]}${letters[at + 1]}${last}`));
  return [...threes].map((three) => `"${three.replaceAll('"', '""')}"`).join(' AND ');
}
