import { type Language, language } from './language.ts';

/** What one part of the page says: texts, functions that make a text, and groups of both. */
export type Words = { [key: string]: string | ((...given: never[]) => string) | Words };

/**
 * The words of one part of the page. Reading them follows the language: `words().empty`. Both languages have every
 * key, or it does not compile: Spanish says which there are.
 */
export function bilingual<T extends Words>(both: { es: T; en: NoInfer<T> }): Bilingual<T> {
  const words = () => both[language.value];
  return Object.assign(words, { both });
}

export type Bilingual<T extends Words> = (() => T) & { both: Record<Language, T> };
