import type { BoardSettings } from '@relevo/contract';
import type { Storage } from '@relevo/storage';
import type { SettingsOutcome } from './judge-settings.ts';
import { type SettingsRow, selectSettings, type settingsProcedures, toSettings } from './procedures.ts';

/** Where the shop's settings are kept. */
export type SettingsStore = {
  /** Read at once: whoever is told right after it is never told something older than what others were told before. */
  now(): BoardSettings;
  /** @param now epoch milliseconds */
  change(wish: BoardSettings, author: string, now: number): Promise<SettingsOutcome>;
  /** Calls `listener` with each change, once it is on disk. */
  onChanged(listener: (settings: BoardSettings) => void): void;
};

export function createSqliteSettingsStore(storage: Storage<typeof settingsProcedures>): SettingsStore {
  const { reader, write } = storage;
  const listeners = new Set<(settings: BoardSettings) => void>();
  return {
    now: () => toSettings(reader.get<SettingsRow>(selectSettings)),
    async change(wish, author, now) {
      const outcome = await write('changeSettings', { wish, author, now });
      if (outcome.kind === 'changed') for (const listener of listeners) listener(outcome.settings);
      return outcome;
    },
    onChanged: (listener) => void listeners.add(listener),
  };
}
