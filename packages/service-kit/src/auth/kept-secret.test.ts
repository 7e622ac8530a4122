import { writeFileSync } from 'node:fs';
import { type TempDir, tempDir } from '@relevo/testkit/temp-dir';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keptSecret } from './kept-secret.ts';

let folder: TempDir;
beforeEach(() => {
  folder = tempDir();
});
afterEach(() => folder[Symbol.dispose]());

it('gives the same secret at every start, another one for another file', () => {
  const secretOf = (name: string) => keptSecret(folder.at(name));
  expect(secretOf('a')).toBe(secretOf('a'));
  expect(secretOf('a')).not.toBe(secretOf('b'));
});

it.each(['', '\n', 'short', 'a key that holds spaces, so it was not made here'])(
  'refuses a damaged file: "%s"',
  (text) => {
    const devFile = folder.at('secret');
    writeFileSync(devFile, text);
    expect(() => keptSecret(devFile)).toThrow(/is damaged; delete the file/);
  },
);
