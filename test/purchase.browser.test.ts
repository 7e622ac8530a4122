import { storeForTest, ticketsForTest } from '@relevo/testkit/services';
import { expect, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';

it('shows a purchase made in the shop on the board, complete, without a reload', async () => {
  await using tickets = await ticketsForTest();
  await using store = await storeForTest({ env: { TICKETS_URL: tickets.url, DEMO: '1' } });
  await using browser = await launchBrowser();
  const errors: string[] = [];

  const board = await browser.newPage({ locale: 'es-AR' });
  board.on('pageerror', (error) => errors.push(error.message));
  board.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await board.goto(await tickets.signInLink());
  await board.locator('[data-conexion="live"]').waitFor();

  const shop = await browser.newPage({ locale: 'es-AR' });
  shop.on('pageerror', (error) => errors.push(error.message));
  await shop.goto(store.url);
  await shop.getByRole('button', { name: 'Agregar Arroz largo fino 1 kg' }).click();
  await shop.getByRole('button', { name: 'Agregar Arroz largo fino 1 kg' }).click();
  await shop.getByLabel('Nombre y apellido').fill('<b>Ñandú & Cía</b>');
  await shop.getByLabel(/^Teléfono/).fill('11-5555-0000');
  await shop.getByLabel(/^Dirección/).fill('Av. Corrientes 1234');
  await shop.getByLabel('Mercado Pago').check();
  await shop.getByRole('button', { name: 'Comprar' }).click();

  const card = board.locator('[data-ticket-id="1"]');
  await card.waitFor();
  expect(await card.getAttribute('data-estado')).toBe('pendiente');
  const text = await card.innerText();
  expect(text).toContain('<b>Ñandú & Cía</b>');
  expect(text).toContain('Av. Corrientes 1234');
  expect(text).toMatch(/Mercado Pago/i);
  expect(text).toMatch(/\$\s?\d/);

  await shop
    .getByText(/ticket/i)
    .first()
    .waitFor();
  expect(errors).toEqual([]);
});

it('says on the board that the connection is lost, and recovers by itself with the missed orders', async () => {
  await using tickets = await ticketsForTest();
  await using store = await storeForTest({ env: { TICKETS_URL: tickets.url, DEMO: '1' } });
  await using browser = await launchBrowser();
  const context = await browser.newContext({ locale: 'es-AR' });
  const board = await context.newPage();
  await board.goto(await tickets.signInLink());
  const sign = board.locator('[data-conexion]');
  await board.locator('[data-conexion="live"]').waitFor();
  await context.setOffline(true);
  await board.locator('[data-conexion="offline"]').waitFor({ timeout: 15_000 });
  expect(await sign.innerText()).toMatch(/sin conexión/i);

  const placed = await fetch(`${store.url}/demo/pedidos`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ numero: 'PERDIDO', cliente_nombre: 'Ana', total: 10 }),
  });
  expect(placed.status).toBe(201);
  await context.setOffline(false);
  await board.locator('[data-numero="PERDIDO"]').waitFor();
  await board.locator('[data-conexion="live"]').waitFor();
});
