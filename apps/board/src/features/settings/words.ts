import { bilingual } from '../../words/bilingual.ts';

export const settingsWords = bilingual({
  es: { ownName: 'Español', language: 'Idioma' },
  en: { ownName: 'English', language: 'Language' },
});
