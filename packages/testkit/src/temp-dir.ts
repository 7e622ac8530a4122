import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TempDir = Disposable & {
  path: string;
  /** The path of a file in it. */
  at(name: string): string;
};

/** Makes a folder of the test's own, which is removed at the end of the scope. */
export function tempDir(): TempDir {
  const path = mkdtempSync(join(tmpdir(), 'relevo-'));
  return {
    path,
    at: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
