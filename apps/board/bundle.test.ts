import { gzipSync } from 'node:zlib';
import { build, type Rollup } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';

const firstLoadLimit = 60_000;
let files: Rollup.RollupOutput['output'][number][];

beforeAll(async () => {
  const built = await build({ root: import.meta.dirname, logLevel: 'warn', build: { write: false } });
  files = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
});

const isPeople = ({ fileName }: { fileName: string }) => fileName.includes('people');
const textOf = (file: (typeof files)[number]) => String(file.type === 'chunk' ? file.code : file.source);

describe('what the browser loads first', () => {
  it('stays under 60 kB compressed', () => {
    const bytes = files.filter((file) => !isPeople(file)).map((file) => gzipSync(textOf(file)).length);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(firstLoadLimit);
  });

  it('has no schemas in it: the contract keeps what needs zod apart', () => {
    for (const file of files) expect(textOf(file)).not.toContain('ZodError');
  });

  it("leaves the people's page for when it is asked for", () => {
    expect(files.some(isPeople)).toBe(true);
    const entry = files.find((file) => file.type === 'chunk' && file.isEntry);
    expect(entry && textOf(entry)).not.toContain('agregar-persona');
  });
});
