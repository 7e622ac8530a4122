import { defaultAgeLimits } from '@relevo/contract';
import { expect, it } from 'vitest';
import { createShopSettings } from './shop-settings.ts';

const settings = (version: number) => ({
  limites: { ...defaultAgeLimits, pendiente: { aviso_min: 1, tarde_min: 10 + version } },
  version,
});

it('holds the last settings received, also from a service that was restored from a backup', () => {
  const shop = createShopSettings();
  expect(shop.limits.value).toEqual(defaultAgeLimits);
  shop.receive(settings(7));
  shop.receive(settings(3));
  expect([shop.current.value, shop.limits.value]).toEqual([settings(3), settings(3).limites]);
});

it('takes an answer with newer settings, and ignores one that is older than what it holds', () => {
  const shop = createShopSettings();
  shop.receiveAnswer(settings(5));
  expect(shop.current.value).toEqual(settings(5));
  shop.receive(settings(6));
  shop.receiveAnswer(settings(5));
  expect([shop.current.value, shop.limits.value]).toEqual([settings(6), settings(6).limites]);
});
