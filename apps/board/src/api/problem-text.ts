import { type ProblemSlug, problemType } from '@relevo/contract';
import { language } from '../words/language.ts';
import { problemWords } from './words.ts';

/** What of a problem is said to people. `type` null: there was no answer, or none from the service. */
export type Problem = { type: string | null; detail: string };

/**
 * A problem in the language of the page. The service tells what happened in Spanish: on another page it is said by
 * its type, with less detail, and in the service's words where the type is not known.
 */
export function problemText({ type, detail }: Problem): string {
  if (type === null) return problemWords().noAnswer;
  const { problems } = problemWords();
  const slug = (Object.keys(problems) as ProblemSlug[]).find((one) => problemType(one) === type);
  const own = slug && problems[slug];
  return (language.value === 'es' ? detail || own : own || detail) ?? '';
}
