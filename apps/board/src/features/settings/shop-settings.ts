import { batch, type ReadonlySignal, signal } from '@preact/signals-core';
import { type AgeLimits, type BoardSettings, defaultAgeLimits } from '@relevo/contract';
import { followShopClock } from '../../device/clock.ts';

/** The settings of the whole shop, as the service last sent them. Until then the defaults hold. */
export type ShopSettings = {
  current: ReadonlySignal<BoardSettings>;
  limits: ReadonlySignal<AgeLimits>;
  /** Takes settings from the socket. They come in order, so the last ones hold. */
  receive(next: BoardSettings): void;
  /** Takes settings from the answer to a request, unless the socket has brought newer ones meanwhile. */
  receiveAnswer(next: BoardSettings): void;
};

export function createShopSettings(): ShopSettings {
  const current = signal<BoardSettings>({ limites: defaultAgeLimits, version: 0 });
  const limits = signal<AgeLimits>(defaultAgeLimits);
  const receive = (next: BoardSettings) =>
    batch(() => {
      if (next.reloj) followShopClock(next.reloj);
      current.value = next;
      limits.value = next.limites;
    });
  return {
    current,
    limits,
    receive,
    receiveAnswer(next) {
      if (next.version > current.peek().version) receive(next);
    },
  };
}
