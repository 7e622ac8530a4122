import { defaultAgeLimits } from '@relevo/contract';
import { expect, it } from 'vitest';
import { createShopSettings } from './shop-settings.ts';

const settings = (version: number) => ({
  limites: { ...defaultAgeLimits, pendiente: { aviso_min: 1, tarde_min: 10 + version } },
  version,
});

it('holds what was told last, also by a service that went back to an older copy of its data', () => {
  const shop = createShopSettings();
  expect(shop.limits.value).toEqual(defaultAgeLimits);
  shop.receive(settings(7));
  shop.receive(settings(3));
  expect([shop.current.value, shop.limits.value]).toEqual([settings(3), settings(3).limites]);
});

it('takes an answer that brings something new, and none that a later change has overtaken', () => {
  const shop = createShopSettings();
  shop.receiveAnswer(settings(5));
  expect(shop.current.value).toEqual(settings(5));
  shop.receive(settings(6));
  shop.receiveAnswer(settings(5));
  expect([shop.current.value, shop.limits.value]).toEqual([settings(6), settings(6).limites]);
});
