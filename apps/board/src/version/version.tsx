import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Clock } from '../device/clock.ts';
import { bilingual } from '../i18n/bilingual.ts';

const updateWords = bilingual({
  es: { there: 'Hay una versión nueva de Relevo.', take: 'Actualizar' },
  en: { there: 'There is a new version of Relevo.', take: 'Update' },
});

export type Updates = {
  /** Whether to offer a new version. */
  offered: ReadonlySignal<boolean>;
  /** Loads the new version on request. */
  take(): void;
};

/** Offers a new version without disturbing anybody. */
export function UpdateNote({ updates }: { updates: Updates }) {
  if (!updates.offered.value) return null;
  return (
    <p class="update-note" role="status" data-aviso="version">
      {updateWords().there}
      <button type="button" class="button" data-accion="actualizar" onClick={updates.take}>
        {updateWords().take}
      </button>
    </p>
  );
}

const againMs = 60_000;

/** Loads the watch for new versions after the page itself: nothing waits for it. */
export function updatesLater(clock: Clock, load: () => Promise<Updates>): Updates {
  const loaded = signal<Updates | null>(null);
  const fetchPart = () =>
    void load().then(
      (updates) => {
        loaded.value = updates;
      },
      () => clock.after(againMs, fetchPart),
    );
  fetchPart();
  return {
    offered: computed(() => loaded.value?.offered.value ?? false),
    take: () => loaded.peek()?.take(),
  };
}

/**
 * Reads the version of a page: the names of its files, which contain a hash of their content.
 * @param html the page as the service sends it, or null if unknown
 * @returns '' if it has no such files, as in development: then no version is ever newer
 */
export function readVersion(html: string | null): string {
  const parts = html?.match(/\/assets\/[\w.-]+\.(?:js|css)/g) ?? [];
  return [...new Set(parts)].sort().join(' ');
}
