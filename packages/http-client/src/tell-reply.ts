import type { Problem } from '@relevo/contract';

const maxDetail = 300;
const maxErrorsTold = 3;

/** An answer that is not the promised one, told in one line for the person who reads the attempts. */
export function tellReply(answer: {
  status: number;
  contentType: string;
  text: string;
  location?: string;
  json?: unknown;
  problem?: Problem;
}): string {
  const { status, contentType, text, location, json, problem } = answer;
  if (problem) return tellProblem(problem);
  if (status >= 300 && status < 400)
    return `respondió una redirección${location ? ` a ${bare(location)}` : ''}`;
  if (text.trim() === '') return 'respondió sin cuerpo';
  if (/html/i.test(contentType) || /^\s*<(!doctype|html)/i.test(text)) return tellHtml(text);
  if (isJson(contentType)) return json === undefined ? 'respondió JSON mal formado' : tellJson(json);
  return `respondió ${contentType || 'sin Content-Type'}, no el JSON prometido: ${text}`;
}

/** One line, without the secret, cut to what a stored attempt holds. The secret goes before the cut. */
export function oneLine(text: string, secret: string): string {
  const clean = text
    .replaceAll(secret, '***')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .toWellFormed();
  return clean.length <= maxDetail ? clean : `${clean.slice(0, maxDetail - 1).toWellFormed()}…`;
}

export function isJson(contentType: string): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType.trim());
}

function tellProblem({ detail, errores = [] }: Problem): string {
  const told = errores.slice(0, maxErrorsTold).map(({ campo, mensaje }) => `${campo}: ${mensaje}`);
  const more = errores.length > maxErrorsTold ? [`y ${errores.length - maxErrorsTold} más`] : [];
  return told.length > 0 ? `${detail} (${[...told, ...more].join('; ')})` : detail;
}

function tellHtml(text: string): string {
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1]?.trim();
  return `respondió HTML, no el JSON prometido${title ? `: «${title}»` : ''}`;
}

function tellJson(json: unknown): string {
  const told = json as { error?: unknown; message?: unknown } | null;
  if (typeof told?.error === 'string') return told.error;
  if (typeof told?.message === 'string') return told.message;
  return 'respondió un JSON que no es el prometido';
}

/** Without the query: it may carry a token. */
function bare(location: string): string {
  return location.replace(/[?#].*$/s, '');
}
