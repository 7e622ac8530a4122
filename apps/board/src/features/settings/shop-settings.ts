import { batch, type ReadonlySignal, signal } from '@preact/signals-core';
import { type AgeLimits, type BoardSettings, defaultAgeLimits } from '@relevo/contract';

/** What is set for the whole shop, as the service last told it. Until then the defaults hold. */
export type ShopSettings = {
  current: ReadonlySignal<BoardSettings>;
  limits: ReadonlySignal<AgeLimits>;
  /** The service tells them over the socket, in their order: what it said last holds. */
  told(next: BoardSettings): void;
  /** It has answered a request with them. A later change may have been told of meanwhile. */
  answered(next: BoardSettings): void;
};

export function createShopSettings(): ShopSettings {
  const current = signal<BoardSettings>({ limites: defaultAgeLimits, version: 0 });
  const limits = signal<AgeLimits>(defaultAgeLimits);
  const told = (next: BoardSettings) =>
    batch(() => {
      current.value = next;
      limits.value = next.limites;
    });
  return {
    current,
    limits,
    told,
    answered(next) {
      if (next.version > current.peek().version) told(next);
    },
  };
}
