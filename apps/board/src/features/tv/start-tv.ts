import { effect } from '@preact/signals-core';
import { createTabMemory } from '../../device/tab-memory.ts';
import type { Shell } from '../../shell.ts';
import { fetchPage } from '../../version/version-watch.ts';
import { heal } from './heal.ts';
import { hideCursor } from './hide-cursor.ts';
import { keepAwake } from './keep-awake.ts';

const healedKey = 'relevo:tv-recargada';

/** What a screen needs that nobody stands at: it stays on, shows no pointer, and helps itself. @returns ends it */
export function startTv({ clock, view }: Shell, page: HTMLElement): () => void {
  document.documentElement.dataset.tv = 'si';
  const healed = createTabMemory(healedKey);
  const ends = [
    keepAwake(navigator.wakeLock, document),
    hideCursor(clock, page),
    effect(() => {
      page.dataset.latido = String(view.now.value);
    }),
    heal({
      clock,
      connection: view.connection,
      body: {
        drawnAt: () => Number(page.dataset.latido),
        healedAt: () => Number(healed.recall()) || null,
        reload(now) {
          healed.remember(String(now));
          location.reload();
        },
        reachable: async () => (await fetchPage()) !== null,
      },
    }),
  ];
  return () => {
    delete document.documentElement.dataset.tv;
    for (const end of ends) end();
  };
}
