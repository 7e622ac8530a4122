/*
 * A QR code (ISO/IEC 18004) of a text: bytes, error correction M, versions 1 to 13, which is up to 331 bytes. Enough for
 * the address of a second factor, and nothing has to be asked of anybody else.
 */

/** Error correction codewords of a block, and blocks, of versions 1 to 13 at level M. */
const eccPerBlock = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22];
const blockCounts = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9];

type Grid = boolean[][];

/** Draws a text as rows of modules, dark or not, without the quiet zone around it. @throws RangeError for a longer text */
export function qrCode(text: string): Grid {
  const bytes = [...new TextEncoder().encode(text)];
  const version = eccPerBlock.findIndex((_, at) => bytes.length <= capacityOf(at + 1)) + 1;
  if (version === 0) throw new RangeError('the text is too long for this QR code');
  const codewords = interleaved(dataOf(bytes, version), version);
  const drawn = masks.map((mask, number) => draw(codewords, version, mask, number));
  return drawn.toSorted((one, other) => penaltyOf(one) - penaltyOf(other))[0] ?? [];
}

const sizeOf = (version: number) => version * 4 + 17;

/** How many codewords fit, for data and error correction. */
function codewordsOf(version: number): number {
  const aligned = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const alignment = aligned === 0 ? 0 : (25 * aligned - 10) * aligned - 55;
  const modules = (16 * version + 128) * version + 64 - alignment - (version >= 7 ? 36 : 0);
  return Math.floor(modules / 8);
}

const eccOf = (version: number) => eccPerBlock[version - 1] ?? 0;
const blocksOf = (version: number) => blockCounts[version - 1] ?? 0;
const dataCodewordsOf = (version: number) => codewordsOf(version) - eccOf(version) * blocksOf(version);
const lengthBits = (version: number) => (version < 10 ? 8 : 16);

function capacityOf(version: number): number {
  return Math.floor((dataCodewordsOf(version) * 8 - 4 - lengthBits(version)) / 8);
}

/** The data codewords: mode, length, bytes, an end, and padding. */
function dataOf(bytes: readonly number[], version: number): number[] {
  const bits = (value: number, count: number) => value.toString(2).padStart(count, '0');
  const text = `0100${bits(bytes.length, lengthBits(version))}${bytes.map((byte) => bits(byte, 8)).join('')}0000`;
  const words = text.slice(0, dataCodewordsOf(version) * 8).match(/.{1,8}/g) ?? [];
  const data = words.map((word) => Number.parseInt(word.padEnd(8, '0'), 2));
  for (let pad = 0; data.length < dataCodewordsOf(version); pad += 1) data.push(pad % 2 ? 0x11 : 0xec);
  return data;
}

/** Cuts the data into blocks, gives each its error correction, and mixes them as they are drawn. */
function interleaved(data: readonly number[], version: number): number[] {
  const [blocks, ecc] = [blocksOf(version), eccOf(version)];
  const short = Math.floor(data.length / blocks);
  const shorts = blocks - (data.length % blocks);
  const divisor = divisorOf(ecc);
  let from = 0;
  const cut = Array.from({ length: blocks }, (_, at) => {
    const part = data.slice(from, from + short + (at < shorts ? 0 : 1));
    from += part.length;
    return { part, rest: remainder(part, divisor) };
  });
  const column = (list: readonly number[][], length: number) =>
    Array.from({ length }, (_, at) => list.flatMap((one) => one[at] ?? [])).flat();
  return [
    ...column(
      cut.map(({ part }) => part),
      short + 1,
    ),
    ...column(
      cut.map(({ rest }) => rest),
      ecc,
    ),
  ];
}

/** Multiplies in the field GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(x: number, y: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((y >>> bit) & 1) * x;
  }
  return product;
}

function divisorOf(degree: number): number[] {
  const result = [...Array<number>(degree - 1).fill(0), 1];
  let root = 1;
  for (let count = 0; count < degree; count += 1) {
    for (let at = 0; at < degree; at += 1)
      result[at] = multiply(result[at] ?? 0, root) ^ (at + 1 < degree ? (result[at + 1] ?? 0) : 0);
    root = multiply(root, 2);
  }
  return result;
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  const rest = divisor.map(() => 0);
  for (const word of data) {
    const factor = word ^ (rest.shift() ?? 0);
    rest.push(0);
    for (const [at, one] of divisor.entries()) rest[at] = (rest[at] ?? 0) ^ multiply(one, factor);
  }
  return rest;
}

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function draw(codewords: readonly number[], version: number, mask: (typeof masks)[number], number: number) {
  const size = sizeOf(version);
  const grid: Grid = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const taken: Grid = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const put = (x: number, y: number, dark: boolean) => {
    const [row, own] = [grid[y], taken[y]];
    if (!row || !own || x < 0 || x >= size) return;
    row[x] = dark;
    own[x] = true;
  };
  drawPatterns(put, version);
  drawFormat(put, size, number);
  if (version >= 7) drawVersion(put, size, version);

  let bit = 0;
  for (const [x, y] of zigzag(size)) {
    if (taken[y]?.[x]) continue;
    const dark = (((codewords[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1;
    const row = grid[y];
    if (row) row[x] = dark !== mask(x, y);
    bit += 1;
  }
  return grid;
}

type Put = (x: number, y: number, dark: boolean) => void;

/** What every QR code has: timing lines, three finders, and alignment patterns. */
function drawPatterns(put: Put, version: number): void {
  const size = sizeOf(version);
  for (let at = 0; at < size; at += 1) {
    put(6, at, at % 2 === 0);
    put(at, 6, at % 2 === 0);
  }
  const square = (cx: number, cy: number, radius: number, isDark: (ring: number) => boolean) => {
    for (let dy = -radius; dy <= radius; dy += 1)
      for (let dx = -radius; dx <= radius; dx += 1)
        put(cx + dx, cy + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  const finder = (ring: number) => ring !== 2 && ring !== 4;
  square(3, 3, 4, finder);
  square(size - 4, 3, 4, finder);
  square(3, size - 4, 4, finder);
  const places = alignmentOf(version);
  const [first, last] = [places[0], places.at(-1)];
  for (const x of places)
    for (const y of places) {
      const inFinder =
        (x === first && y === first) || (x === first && y === last) || (x === last && y === first);
      if (!inFinder) square(x, y, 2, (ring) => ring !== 1);
    }
}

function alignmentOf(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const far = Array.from({ length: count - 1 }, (_, at) => sizeOf(version) - 7 - at * step);
  return [6, ...far.toReversed()];
}

/** Which mask and level it is, twice, with an error correction of its own. Level M is 00. */
function drawFormat(put: Put, size: number, mask: number): void {
  let rest = mask;
  for (let count = 0; count < 10; count += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const dark = (at: number) => ((bits >>> at) & 1) === 1;
  for (let at = 0; at <= 5; at += 1) put(8, at, dark(at));
  put(8, 7, dark(6));
  put(8, 8, dark(7));
  put(7, 8, dark(8));
  for (let at = 9; at < 15; at += 1) put(14 - at, 8, dark(at));
  for (let at = 0; at < 8; at += 1) put(size - 1 - at, 8, dark(at));
  for (let at = 8; at < 15; at += 1) put(8, size - 15 + at, dark(at));
  put(8, size - 8, true);
}

function drawVersion(put: Put, size: number, version: number): void {
  let rest = version;
  for (let count = 0; count < 12; count += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let at = 0; at < 18; at += 1) {
    const [far, near] = [size - 11 + (at % 3), Math.floor(at / 3)];
    put(far, near, ((bits >>> at) & 1) === 1);
    put(near, far, ((bits >>> at) & 1) === 1);
  }
}

/** The way of the bits: up and down in columns of two, from the right. */
function* zigzag(size: number): Generator<[x: number, y: number]> {
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const up = ((right + 1) & 2) === 0;
      const y = up ? size - 1 - step : step;
      yield [right, y];
      yield [right - 1, y];
    }
  }
}

/** How hard a code is to read, by the standard's four rules: the mask with the least is taken. */
function penaltyOf(grid: Grid): number {
  const columns = grid.map((_, x) => grid.map((row) => row[x] ?? false));
  const lines = [...grid, ...columns].map((line) => line.map((dark) => (dark ? '1' : '0')).join(''));
  let penalty = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/(.)\1{4,}/g)) penalty += run.length - 2;
    penalty += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  for (const [y, row] of grid.entries())
    for (const [x, dark] of row.entries())
      if (dark === row[x + 1] && dark === grid[y + 1]?.[x] && dark === grid[y + 1]?.[x + 1]) penalty += 3;
  const darkShare = grid.flat().filter(Boolean).length / grid.length ** 2;
  return penalty + 10 * Math.floor(Math.abs(darkShare - 0.5) * 20);
}
