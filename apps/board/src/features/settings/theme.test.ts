import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { createThemeChoice, themeKey } from './theme.ts';

function startDevice({ kept = null as string | null, systemDark = false } = {}) {
  const memory = new Map(kept === null ? [] : [[themeKey, kept]]);
  const storage = {
    getItem: (key: string) => memory.get(key) ?? null,
    setItem: (key: string, value: string) => void memory.set(key, value),
  };
  const metas = ['claro', 'oscuro'].map((tema) => ({ dataset: { tema } as DOMStringMap, media: '' }));
  const root = { dataset: {} as DOMStringMap };
  const page = { documentElement: root, querySelectorAll: () => metas };
  const dark = signal(systemDark);
  return {
    ...{ memory, dark, root, storage, page },
    open: () => createThemeChoice(storage, page, dark),
    bars: () => metas.filter(({ media }) => media === 'all').map(({ dataset }) => dataset.tema),
    /** What the page has before its own code runs. */
    beforeFirstPaint() {
      const script = readFileSync(new URL('../../../public/tema.js', import.meta.url), 'utf8');
      const matchMedia = () => ({ matches: systemDark });
      const documentElement = {
        setAttribute: (_: 'data-tema', tema: string) => void Object.assign(root.dataset, { tema }),
        replaceChildren() {},
      };
      const window = {
        document: { documentElement },
        localStorage: storage,
        matchMedia,
        addEventListener() {},
      };
      runInNewContext(script, { ...window, window });
      return root.dataset.tema;
    },
  };
}

describe('the colours', () => {
  it('follow the system until some are chosen, then the choice, on the next visit too', () => {
    const device = startDevice();
    const choice = device.open();
    expect([device.root.dataset.tema, device.bars()]).toEqual(['claro', ['claro']]);
    device.dark.value = true;
    expect([device.root.dataset.tema, device.bars()]).toEqual(['oscuro', ['oscuro']]);
    choice.set('claro');
    expect([device.root.dataset.tema, device.bars()]).toEqual(['claro', ['claro']]);
    expect(device.open().value).toBe('claro');
    choice.set('auto');
    expect(device.root.dataset.tema).toBe('oscuro');
  });

  it.each([
    [null, false],
    [null, true],
    ['claro', true],
    ['oscuro', false],
    ['auto', true],
    ['turquesa', true],
  ])('are the same before the first paint as after it: %s, system dark: %s', (kept, systemDark) => {
    const device = startDevice({ kept, systemDark });
    const before = device.beforeFirstPaint();
    device.open();
    expect(device.root.dataset.tema).toBe(before);
    expect(['claro', 'oscuro']).toContain(before);
  });
});
