import type { Role } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { createAlertSettings, isSoundOn, staysAwake } from './alert-settings.ts';

function device(kept: Record<string, string> = {}) {
  const stored = new Map(Object.entries(kept));
  const watchers = new Map<string, () => void>();
  const tab = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    onChange: (key: string, run: () => void) => void watchers.set(key, run),
  };
  const elsewhere = (key: string, value: string) => {
    stored.set(key, value);
    watchers.get(key)?.();
  };
  return { tab, elsewhere, stored };
}

describe('what a device has set', () => {
  it('is sound where people work and silence on a screen, until somebody chooses', () => {
    const settings = createAlertSettings(device().tab);
    const on = () =>
      (['admin', 'operador', 'repartidor', 'lectura'] as Role[]).map((rol) =>
        isSoundOn(settings, { id: 1, nombre: 'Ana', rol }),
      );
    expect(on()).toEqual([true, true, true, false]);
    settings.sound.set(false);
    expect(on()).toEqual([false, false, false, false]);
    settings.sound.set(true);
    expect(on()).toEqual([true, true, true, true]);
    expect(isSoundOn(settings, null)).toBe(false);
  });

  it('survives a reload, and an invalid value counts as unset', () => {
    const { tab } = device();
    const before = createAlertSettings(tab);
    before.volume.set(35);
    before.tone.set('timbre');
    const after = createAlertSettings(tab);
    expect([after.volume.value, after.tone.value, after.sound.value]).toEqual([35, 'timbre', null]);
    const volumes = ['', 'fuerte', '-3', '250', '33.4'].map(
      (kept) => createAlertSettings(device({ 'relevo:volumen': kept }).tab).volume.value,
    );
    expect(volumes).toEqual([80, 80, 0, 100, 33]);
    expect(createAlertSettings(device({ 'relevo:tono': 'gong' }).tab).tone.value).toBe('campana');
  });

  it('holds in every tab of the device at once', () => {
    const { tab, elsewhere } = device();
    const settings = createAlertSettings(tab);
    elsewhere('relevo:sonido', 'false');
    expect(settings.sound.value).toBe(false);
  });
});

it('keeps the screen on for who works by touch in the shop, until somebody chooses, and on a TV always', () => {
  const settings = createAlertSettings(device().tab);
  const on = (touch: boolean) =>
    (['admin', 'operador', 'repartidor', 'lectura'] as Role[]).map((rol) =>
      staysAwake(settings, { id: 1, nombre: 'Ana', rol }, touch),
    );
  const tv = () => staysAwake(settings, { id: null, nombre: 'Salón', rol: 'lectura' }, false);
  expect([on(true), on(false), tv()]).toEqual([[false, true, false, false], Array(4).fill(false), true]);
  settings.awake.set(false);
  expect([on(true), tv()]).toEqual([Array(4).fill(false), true]);
  settings.awake.set(true);
  expect([on(false), staysAwake(settings, null, true)]).toEqual([Array(4).fill(true), false]);
});
