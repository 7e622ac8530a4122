import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Clock } from '../device/clock.ts';
import { bilingual } from '../i18n/bilingual.ts';

const updateWords = bilingual({
  es: { there: 'Hay una versión nueva de Relevo.', take: 'Actualizar' },
  en: { there: 'There is a new version of Relevo.', take: 'Update' },
});

export type Updates = {
  /** Whether to say that there is a new version. */
  offered: ReadonlySignal<boolean>;
  /** Loads it, as somebody has asked for. */
  take(): void;
};

/** Says quietly that there is a new version. */
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

/** The watch over new versions, which nobody waits for: it comes after the page itself. */
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
 * Which version of the page this is: the names of its parts, which carry a hash of what is in them.
 * @param html the page as the service sends it, or null where that is not known
 * @returns '' where there are none, as under development: then nothing is ever newer
 */
export function readVersion(html: string | null): string {
  const parts = html?.match(/\/assets\/[\w.-]+\.(?:js|css)/g) ?? [];
  return [...new Set(parts)].sort().join(' ');
}
