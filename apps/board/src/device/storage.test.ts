import { describe, expect, it, vi } from 'vitest';
import { createDeviceMemory } from '../live/arrivals.ts';
import { openDeviceStorage } from './storage.ts';

function storageWith(kept = new Map<string, string>()) {
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe('what a device has shown', () => {
  it('is known to all of its tabs', () => {
    const storage = storageWith();
    createDeviceMemory(storage).remember({ epoch: 'e1', ids: [1, 2] });
    expect(createDeviceMemory(storage).recall()).toEqual({ epoch: 'e1', ids: [1, 2] });
  });

  it('is kept in memory where the browser blocks storage, and lost where the stored text is garbled', () => {
    const memory = createDeviceMemory(null);
    memory.remember({ epoch: 'e1', ids: [1] });
    expect(memory.recall()).toEqual({ epoch: 'e1', ids: [1] });
    for (const text of ['{', '7', '{"epoch":1}']) {
      expect(createDeviceMemory(storageWith(new Map([['relevo:vistos', text]]))).recall()).toBe(null);
    }
  });
});

it('is kept for each driver separately, as tickets that others saw are new to them', () => {
  let driver: number | null = null;
  const memory = createDeviceMemory(storageWith(new Map()), () => driver);
  memory.remember({ epoch: 'e1', ids: [10] });
  driver = 3;
  expect(memory.recall()).toBe(null);
  memory.remember({ epoch: 'e1', ids: [11] });
  driver = 4;
  expect(memory.recall()).toBe(null);
  driver = 3;
  expect(memory.recall()).toEqual({ epoch: 'e1', ids: [11] });
  driver = null;
  expect(memory.recall()).toEqual({ epoch: 'e1', ids: [10] });
});

it('works without a storage that the browser has turned off', () => {
  vi.stubGlobal('localStorage', null);
  expect(openDeviceStorage()).toBe(null);
  vi.unstubAllGlobals();
});
