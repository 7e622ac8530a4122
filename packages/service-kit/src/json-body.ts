import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { decompress } from './decompress.ts';
import { nestingOf } from './json-nesting.ts';
import { HttpProblem } from './problem.ts';
import { readBytes } from './read-bytes.ts';

/** Bytes that a body may have, as sent and after decompression. */
export const bodyLimitBytes = 256 * 1024;

/**
 * Reads the bytes of a JSON body, decompressed; `parseJson` makes a value of them.
 *
 * @throws HttpProblem 400 empty or broken compression; 413 above 256 KiB; 415 not JSON; `RequestAborted`
 */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  if (isEmpty(req)) throw malformed('El cuerpo está vacío; se espera JSON.');
  refuseOtherTypes(req.headers['content-type']);
  const sent = await readBytes(req, bodyLimitBytes);
  return decompress(sent, req.headers['content-encoding'], bodyLimitBytes);
}

/**
 * Parses what `readBody` gave (RFC 8259: UTF-8). The text stays available through `rawBodyOf`.
 *
 * @throws HttpProblem 400 empty, malformed, not UTF-8 or nested too deep
 */
export function parseJson(req: IncomingMessage, bytes: Buffer): unknown {
  if (bytes.length === 0) throw malformed('El cuerpo está vacío; se espera JSON.');
  if (!isUtf8(bytes)) throw malformed('El cuerpo no es UTF-8 válido.');
  // Deeper data would overflow the stack of whatever walks it later, and answer 500 for bad input.
  if (nestingOf(bytes) > maxNesting) throw malformed(`El JSON anida más de ${maxNesting} niveles.`);
  const text = withoutMark(bytes.toString('utf8'));
  (req as WithRawBody)[rawBody] = text;
  return parse(text);
}

/** The body as it was received (after decompression), of a route that reads JSON; `''` before that. */
export function rawBodyOf(req: IncomingMessage): string {
  return (req as WithRawBody)[rawBody] ?? '';
}

const rawBody = Symbol('rawBody');
type WithRawBody = IncomingMessage & { [rawBody]?: string };

const maxNesting = 64;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which holds customer data.
    throw malformed('El cuerpo no es JSON válido.');
  }
}

function isEmpty({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

function refuseOtherTypes(contentType = ''): void {
  if (contentType === 'application/json') return;
  if (!/^\s*application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType)) {
    throw new HttpProblem('tipo-no-soportado', 'Se espera Content-Type: application/json.');
  }
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new HttpProblem('tipo-no-soportado', 'Se espera el juego de caracteres UTF-8.');
  }
}

// Some editors and Windows clients put a byte order mark first; RFC 8259 lets a receiver ignore it.
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function malformed(detail: string): HttpProblem {
  return new HttpProblem('json-invalido', detail);
}
