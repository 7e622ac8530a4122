import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nginxLines, settingName } from '../features/connection-test/connection-report.ts';
import { deviceNames } from '../features/people/device-name.ts';
import { proxies } from '../session/closed-door.tsx';
import { looseTexts } from './testing/loose-texts.ts';

const root = join(import.meta.dirname, '..');

/** What is the same in every language, and what no person reads: keys, and what the browser or the wire say. */
const allowed = new Set([
  ...['Relevo', '… Relevo', 'npm start'],
  ...['Enter', 'Escape', 'Home', 'End', 'not all', 'io server disconnect'],
  // What stands in a proxy's own configuration.
  ...Object.values(nginxLines).flat(),
  ...[settingName('upgrade'), settingName('host')],
  ...proxies.flatMap(({ name, line }) => [name, line]),
  ...deviceNames,
]);

describe('the texts of the page', () => {
  it('are words in both languages, each of them', () => {
    const files = globSync('**/*.{ts,tsx}', { cwd: root })
      .filter((file) => !/\.test\.ts|(^|\/)testing\//.test(file))
      .toSorted();
    const loose = files.flatMap((file) =>
      looseTexts(file, readFileSync(join(root, file), 'utf8'))
        .filter(({ text }) => !allowed.has(text))
        .map(({ text, line }) => `${file}:${line} ${text}`),
    );
    expect(files.length).toBeGreaterThan(100);
    expect(loose).toEqual([]);
  });

  it('are found wherever they hide', () => {
    const source = `
      const late = 'Tarde';
      const words = bilingual({ es: { a: 'Hola a todos' }, en: { a: 'Hello all' } });
      export const part = () => (
        <p class="a b" title="ayuda" aria-label={busy ? \`fila \${n}\` : words().a} data-estado="en cocina">
          hola {kind === 'en camino' ? 'listo' : say('Ver el historial')} <Modal title="aviso">·</Modal>
          {list.map((one) => <b onClick={() => run('recién')}>{one || 'nada'}</b>)}
        </p>
      );
      throw new Error('no answer at all');`;
    const found = looseTexts('part.tsx', source).map(({ text, line }) => `${line} ${text}`);
    expect(found).toEqual([
      ...['2 Tarde', '5 ayuda', '5 fila', '6 hola', '6 en camino', '6 listo', '6 Ver el historial'],
      ...['6 aviso', '7 recién', '7 nada'],
    ]);
  });
});
