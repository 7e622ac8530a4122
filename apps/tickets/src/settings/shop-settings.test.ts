import { defaultAgeLimits } from '@relevo/contract';
import { expect, it } from 'vitest';
import { decideSettingsChange } from './shop-settings.ts';

const current = { limites: defaultAgeLimits, version: 3 };
const other = { ...defaultAgeLimits, pendiente: { aviso_min: 2, tarde_min: 4 } };

it('takes a change based on the current version', () => {
  expect(decideSettingsChange(current, { limites: other, version: 3 })).toEqual({
    kind: 'changed',
    settings: { limites: other, version: 4 },
  });
});

it('refuses a change based on an older version, or on one that never was', () => {
  for (const version of [0, 2, 4])
    expect(decideSettingsChange(current, { limites: other, version })).toEqual({
      kind: 'stale',
      settings: current,
    });
});

it('finds nothing to change, and no conflict, in a request for the current settings', () => {
  const same = structuredClone(defaultAgeLimits);
  for (const version of [2, 3])
    expect(decideSettingsChange(current, { limites: same, version })).toEqual({
      kind: 'same',
      settings: current,
    });
});
