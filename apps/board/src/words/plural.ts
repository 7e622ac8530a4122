import { type Language, languages, locales } from './language.ts';

const rules = Object.fromEntries(languages.map((one) => [one, new Intl.PluralRules(locales[one])])) as Record<
  Language,
  Intl.PluralRules
>;

/** The form that a count takes: `plural('es', 1, { one: 'pedido', other: 'pedidos' })` → `pedido`. */
export function plural(language: Language, count: number, forms: { one: string; other: string }): string {
  return rules[language].select(count) === 'one' ? forms.one : forms.other;
}
