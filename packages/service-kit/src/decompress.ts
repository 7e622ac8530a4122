import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { HttpProblem } from './problem.ts';
import { tooLarge } from './read-bytes.ts';

/**
 * Undoes Content-Encoding. The limit holds for what comes out, so a small body cannot unfold into a huge one.
 *
 * @throws HttpProblem 413 above the limit, 415 unknown encoding, 400 broken data
 */
export async function decompress(
  bytes: Buffer,
  encoding: string | undefined,
  limitBytes: number,
): Promise<Buffer> {
  if (encoding === undefined || encoding === '' || encoding === 'identity') return bytes;
  const decode = decoders.get(encoding.toLowerCase());
  if (!decode) {
    const headers = { 'Accept-Encoding': [...decoders.keys()].join(', ') };
    throw new HttpProblem('tipo-no-soportado', 'Esa compresión no se admite.', { headers });
  }
  try {
    return await decode(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limitBytes);
    throw new HttpProblem('json-invalido', 'El cuerpo comprimido está dañado.');
  }
}

type Decode = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const decoders = new Map<string, Decode>([
  ['gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);
