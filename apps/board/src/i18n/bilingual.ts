import { type Language, language, languages, locales } from './language.ts';

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

const rules = Object.fromEntries(languages.map((one) => [one, new Intl.PluralRules(locales[one])])) as Record<
  Language,
  Intl.PluralRules
>;

/** The form that a count takes: `plural('es', 1, { one: 'pedido', other: 'pedidos' })` → `pedido`. */
export function plural(language: Language, count: number, forms: { one: string; other: string }): string {
  return rules[language].select(count) === 'one' ? forms.one : forms.other;
}
