import { writeFileSync } from 'node:fs';
import { type TempDir, tempDir } from '@relevo/testkit/temp-dir';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { resolveSecret } from './kept-secret.ts';

let folder: TempDir;
beforeEach(() => {
  folder = tempDir();
});
afterEach(() => folder[Symbol.dispose]());

it('prefers the given secret and then makes no file', () => {
  const devFile = folder.at('no/file');
  expect(resolveSecret({ value: 'given', devFile })).toBe('given');
  expect(resolveSecret({ value: undefined, devFile })).not.toBe('given');
});

it('gives the same secret at every start, another one for another file', () => {
  const secretOf = (name: string) => resolveSecret({ value: undefined, devFile: folder.at(name) });
  expect(secretOf('a')).toBe(secretOf('a'));
  expect(secretOf('a')).not.toBe(secretOf('b'));
});

it.each(['', '\n', 'short', 'a key that holds spaces, so it was not made here'])(
  'refuses a damaged file: "%s"',
  (text) => {
    const devFile = folder.at('secret');
    writeFileSync(devFile, text);
    expect(() => resolveSecret({ value: undefined, devFile })).toThrow(/is damaged; delete the file/);
  },
);
