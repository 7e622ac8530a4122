import { type Summary, ticketPaths } from '@relevo/contract';
import { type Reply, requestJson } from '../../api/request-json.ts';
import type { Language } from '../../words/language.ts';
import type { DayRange } from './day-range.ts';

/** Asks for a summary. Never rejects. */
export type AskSummary = (range: DayRange) => Promise<Reply<Summary>>;

export const askSummary: AskSummary = (range) =>
  requestJson(`${ticketPaths.summary}?${new URLSearchParams(range)}`);

/** Where the same orders can be had one by one, under headings in this language. */
export function csvAddress(range: DayRange, idioma: Language): string {
  return `${ticketPaths.summaryCsv}?${new URLSearchParams({ ...range, idioma })}`;
}
