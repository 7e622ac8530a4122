import { type ReadonlySignal, signal } from '@preact/signals-core';
import { type AgeLimits, type BoardSettings, defaultAgeLimits } from '@relevo/contract';

/** What is set for the whole shop, as the service last told it. Until then the defaults hold. */
export type ShopSettings = {
  current: ReadonlySignal<BoardSettings>;
  limits: ReadonlySignal<AgeLimits>;
  /** The service has told them: over the socket, or in answer to a change. */
  told(next: BoardSettings): void;
};

export function createShopSettings(): ShopSettings {
  const current = signal<BoardSettings>({ limites: defaultAgeLimits, version: 0 });
  const limits = signal<AgeLimits>(defaultAgeLimits);
  return {
    current,
    limits,
    told(next) {
      current.value = next;
      limits.value = next.limites;
    },
  };
}
