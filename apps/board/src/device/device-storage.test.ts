import { describe, expect, it } from 'vitest';
import { createDeviceMemory } from './device-storage.ts';

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

  it('is known as long as the page lives where the browser keeps nothing, and unknown where it is garbled', () => {
    const memory = createDeviceMemory(null);
    memory.remember({ epoch: 'e1', ids: [1] });
    expect(memory.recall()).toEqual({ epoch: 'e1', ids: [1] });
    for (const text of ['{', '7', '{"epoch":1}']) {
      expect(createDeviceMemory(storageWith(new Map([['relevo:vistos', text]]))).recall()).toBe(null);
    }
  });
});
