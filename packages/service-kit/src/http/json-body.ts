import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { HttpProblem, RequestAborted } from './problem.ts';

/** The most bytes a body may have, as sent and after decompression, unless its route has a smaller limit. */
export const bodyLimitBytes = 256 * 1024;

/**
 * Reads and decompresses the bytes of a JSON body; `parseJson` turns them into a value.
 *
 * @param options.compressed whether it may be compressed: a few bytes that unfold to many are work that only a known key
 *   may cause
 * @throws HttpProblem 400 empty or broken compression; 413 above the limit; 415 not JSON or compressed; `RequestAborted`
 */
export async function readBody(
  req: IncomingMessage,
  { limitBytes = bodyLimitBytes, compressed = true }: { limitBytes?: number; compressed?: boolean } = {},
): Promise<Buffer> {
  if (isEmpty(req)) throw malformed('El cuerpo está vacío; se espera JSON.');
  refuseOtherTypes(req.headers['content-type']);
  const encoding = req.headers['content-encoding'];
  if (!compressed && !isPlain(encoding)) throw otherEncoding('identity');
  const sent = await readBytes(req, limitBytes);
  return decompress(sent, encoding, limitBytes);
}

/**
 * Parses the bytes from `readBody` (RFC 8259: UTF-8). `rawBodyOf` returns the text afterwards.
 *
 * @throws HttpProblem 400 empty, malformed, not UTF-8 or nested too deep
 */
export function parseJson(req: IncomingMessage, bytes: Buffer): unknown {
  if (bytes.length === 0) throw malformed('El cuerpo está vacío; se espera JSON.');
  if (!isUtf8(bytes)) throw notUtf8(bytes);
  // Deeper data would overflow the stack of the code that walks it later, and bad input would answer 500.
  if (nestingOf(bytes) > maxNesting) throw malformed(`El JSON anida más de ${maxNesting} niveles.`);
  const text = withoutMark(bytes.toString('utf8'));
  (req as WithRawBody)[rawBody] = text;
  return parse(text);
}

/** Returns the body as it was received, after decompression; `''` if it has not been parsed yet. */
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
    // The parser's own message is not used: it quotes the body, which holds customer data.
    const at = firstFault(text);
    const why = at >= text.length ? ': termina antes de tiempo' : (likely[text[at] ?? ''] ?? '');
    throw faultAt(text, at, `El cuerpo no es JSON válido${why}`);
  }
}

function notUtf8(bytes: Buffer): HttpProblem {
  const text = bytes.toString('utf8');
  return faultAt(text, text.indexOf('\ufffd'), 'El cuerpo no es UTF-8 válido');
}

function faultAt(text: string, at: number, what: string): HttpProblem {
  const before = text.slice(0, at).split('\n');
  const posicion = { linea: before.length, columna: (before.at(-1)?.length ?? 0) + 1 };
  const detail = `${what} (línea ${posicion.linea}, columna ${posicion.columna}).`;
  return new HttpProblem('json-invalido', detail, { extra: { posicion } });
}

const likely: Record<string, string> = {
  "'": ': las comillas tienen que ser dobles',
  '}': ': sobra una coma, o falta algo',
  ']': ': sobra una coma, o falta algo',
  '"': ': falta una coma o un signo antes',
};

/** Returns where this text stops being JSON (RFC 8259): the place of the first character that does not fit. */
function firstFault(text: string): number {
  let at = 0;
  const skip = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const take = (sign: string) => skip(jsonSpace) && text[at] === sign && ++at > 0;
  const string = () => take('"') && skip(jsonLetters) && text[at] === '"' && ++at > 0;
  const member = () => string() && take(':') && value();
  const list = (item: () => boolean, end: string): boolean => {
    if (take(end)) return true;
    while (item()) {
      if (take(end)) return true;
      if (!take(',')) return false;
    }
    return false;
  };
  const value = (): boolean => {
    if (take('{')) return list(member, '}');
    if (take('[')) return list(value, ']');
    return text[at] === '"' ? string() : skip(jsonWord);
  };
  if (value()) skip(jsonSpace);
  return at;
}

const jsonSpace = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings may not hold them
const jsonLetters = /(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[\da-f]{4}))*/iy;
const jsonWord = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

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

// Some editors and Windows clients write a byte order mark first; RFC 8259 allows a receiver to ignore it.
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function malformed(detail: string): HttpProblem {
  return new HttpProblem('json-invalido', detail);
}

/**
 * Reads the whole body of a request.
 *
 * @throws HttpProblem 413 as soon as it is above the limit; RequestAborted
 */
function readBytes(req: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (req.destroyed) return Promise.reject(new RequestAborted());
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) {
    discardRest(req, limitBytes);
    return Promise.reject(tooLarge(limitBytes));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    const onData = (chunk: Buffer) => {
      received += chunk.length;
      if (received <= limitBytes) return void chunks.push(chunk);
      req.off('data', onData);
      discardRest(req, limitBytes);
      reject(tooLarge(limitBytes));
    };
    req.on('data', onData);
    // Every request emits `close`; an aborted one emits `error` and `close` without `end`.
    const onGone = () => reject(new RequestAborted());
    req.once('error', onGone).once('close', onGone);
    req.once('end', () => {
      req.off('error', onGone).off('close', onGone);
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
  });
}

/** Makes the 413 for a body above `limitBytes`. */
export function tooLarge(limitBytes: number): HttpProblem {
  return new HttpProblem('cuerpo-demasiado-grande', `El cuerpo supera los ${limitBytes / 1024} KiB.`);
}

// A client that is still sending sees the 413 only if its bytes are read: closing now would reset the connection before
// the answer arrives. The number of bytes read is bounded.
function discardRest(req: IncomingMessage, limitBytes: number): void {
  let left = Math.max(limitBytes * 16, bodyLimitBytes);
  req.on('error', () => {});
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) req.destroy();
  });
}

/**
 * Undoes Content-Encoding. The limit holds for the result, so that a small body cannot unfold into a huge one.
 *
 * @throws HttpProblem 413 above the limit, 415 unknown encoding, 400 broken data
 */
async function decompress(bytes: Buffer, encoding: string | undefined, limitBytes: number): Promise<Buffer> {
  if (encoding === undefined || isPlain(encoding)) return bytes;
  const decode = decoders.get(encoding.toLowerCase());
  if (!decode) throw otherEncoding([...decoders.keys()].join(', '));
  try {
    return await decode(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limitBytes);
    throw new HttpProblem('json-invalido', 'El cuerpo comprimido está dañado.');
  }
}

function isPlain(encoding = ''): boolean {
  return encoding === '' || encoding.toLowerCase() === 'identity';
}

// RFC 9110 §15.5.16: a 415 names the encodings that would do.
function otherEncoding(accepted: string): HttpProblem {
  const headers = { 'Accept-Encoding': accepted };
  return new HttpProblem('tipo-no-soportado', 'Esa compresión no se admite.', { headers });
}

type Decode = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const decoders = new Map<string, Decode>([
  ['gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** Returns how many objects and lists are nested at the deepest place of this JSON text. */
function nestingOf(json: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (inString) {
      if (byte === backslash) at += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) {
      inString = true;
    } else if (byte === openBrace || byte === openBracket) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
    }
  }
  return deepest;
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
