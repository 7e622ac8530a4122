import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../root.ts';
import { boardSources } from './build-board.ts';

it('builds the board anew after a change in any package that the board imports, directly or not', () => {
  const sources = boardSources();
  const imported = (folder: string) =>
    globSync(`${folder}/src/**/*.{ts,tsx}`, { cwd: root, exclude: ['**/*.test.*', '**/testing/**'] })
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .flatMap((text) => [...text.matchAll(/from '@relevo\/([a-z-]+)/g)].map(([, name]) => name));
  const direct = new Set(imported('apps/board'));
  const all = new Set([...direct, ...[...direct].flatMap((name) => imported(`packages/${name}`))]);
  all.delete('testkit');
  expect([...all].sort()).toEqual(expect.arrayContaining(['contract', 'ticket-rules']));
  for (const name of all) expect(sources).toContain(join(root, 'packages', `${name}`, 'src'));
});
