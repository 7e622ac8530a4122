import { searchWords } from '@relevo/contract';

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
