import { createFakeClock } from '@relevo/testkit/clock';
import { adminOf, memberOf, nobody, signedInWith } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { codeOf, stepOf } from '../apps/tickets/src/account/totp.ts';
import { bytesOf } from '../apps/tickets/src/audit/testing/account-acts.ts';
import { openBoard } from './support/board-page.ts';
import { desktop, phone } from './support/board-places.ts';
import { launchBrowser } from './support/browser.ts';

const minuteMs = 60_000;
const clave = 'cuatro caballos de humo';
const browser = await launchBrowser();
const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
const service = await ticketsForTest({ clock });
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;

/** Somebody new who has a password. */
async function newcomer(rol: 'admin' | 'operador', nombre: string) {
  const email = `${nombre.toLowerCase()}@ejemplo.com`;
  const body = { nombre, rol, email, clave };
  const { status } = await (await adminOf(service)).call('POST', '/api/personas', body);
  expect(status).toBe(201);
  return { email, client: await signedInWith(url, { email, clave }) };
}

const form = (page: Page, name: string) => page.locator(`[data-formulario="${name}"]`);
const send = (page: Page, name: string) => form(page, name).locator('button[type="submit"]').click();
const signOut = async (page: Page) => {
  await page.locator('[data-accion="menu"]').click();
  await page.locator('dialog [data-accion="salir"]').click();
  await page.locator('[data-sesion="left"]').waitFor();
};

it('asks the first admin for an email and a password, again in each new tab until there is one', async () => {
  await using tickets = await ticketsForTest();
  await using context = await browser.newContext({ ...phone, locale: 'es-AR', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(await tickets.signInLink());
  await page.locator('[data-accion="clave-luego"]').click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.reload();
  await page.locator('[data-conexion="live"]').waitFor();
  await expect.poll(() => page.locator('dialog').count()).toBe(0);

  const tab = await context.newPage();
  await tab.goto(tickets.url);
  await form(tab, 'clave').locator('[name="email"]').fill('jefa@ejemplo.com');
  await form(tab, 'clave').locator('[name="clave"]').fill('jefa.ejemplo1');
  await send(tab, 'clave');
  const guessed = 'La clave se adivina por el nombre, el correo o «relevo»: elegí otra.';
  await form(tab, 'clave').locator('[role="alert"]', { hasText: guessed }).waitFor();
  await form(tab, 'clave').locator('[name="clave"]').fill(clave);
  await send(tab, 'clave');
  await tab.locator('dialog').waitFor({ state: 'detached' });
  await signOut(tab);
  await form(tab, 'entrar').locator('[name="email"]').fill('jefa@ejemplo.com');
  await form(tab, 'entrar').locator('[name="clave"]').fill(clave);
  await send(tab, 'entrar');
  await tab.locator('[data-conexion="live"]').waitFor();
  expect(errors).toEqual([]);
}, 60_000);

it('asks who is there before people are changed, and goes on with what was wanted', async () => {
  const { client } = await newcomer('admin', 'Rita');
  await using board = await openBoard(browser, { url, client, device: desktop });
  const { page } = board;
  await page.goto(`${url}/personas`);
  await page.locator('[data-accion="agregar-persona"]').click();
  const add = form(page, 'agregar-persona');
  expect(
    await add.locator('select option').evaluateAll((all) => all.map((one) => one.getAttribute('value'))),
  ).toEqual(['lectura', 'repartidor', 'operador', 'admin']);
  expect(await add.locator('select').inputValue()).toBe('lectura');
  await add.locator('[name="nombre"]').fill('Eva Nueva');
  clock.advance(16 * minuteMs);
  await send(page, 'agregar-persona');
  await form(page, 'confirmar').locator('[name="clave"]').fill('no es la mía');
  await send(page, 'confirmar');
  await form(page, 'confirmar').getByText('No es tu clave.').waitFor();
  await expect.poll(() => page.getByRole('heading', { name: 'Eva Nueva' }).count()).toBe(0);
  await form(page, 'confirmar').locator('[name="clave"]').fill(clave);
  await send(page, 'confirmar');
  await page.getByRole('heading', { name: 'Eva Nueva' }).waitFor();
  await expect.poll(() => page.locator('dialog').count()).toBe(0);

  // Who closes the question changes nothing.
  clock.advance(16 * minuteMs);
  await page.locator('[data-persona]', { hasText: 'Eva Nueva' }).locator('[data-accion="enlace"]').click();
  await form(page, 'confirmar').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Confirmá quién sos').waitFor();
  await expect.poll(() => page.locator('[data-enlace]').count()).toBe(0);
  expect(board.errors).toEqual([]);
}, 60_000);

it('asks once before somebody is deactivated', async () => {
  const boss = await adminOf(service);
  const olga = await memberOf(boss, 'operador', 'Olga');
  await using board = await openBoard(browser, { url, client: boss, device: desktop });
  const { page } = board;
  await page.goto(`${url}/personas`);
  const card = page.locator(`[data-persona="${olga.person.id}"]`);
  await card.locator('[data-accion="desactivar"]').click();
  await page.locator('dialog[open] [data-accion="confirmar"]:focus').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(await card.getAttribute('data-activo')).toBe('si');
  await card.locator('[data-accion="desactivar"]').click();
  await page.locator('dialog [data-accion="confirmar"]').click();
  await page.locator(`[data-persona="${olga.person.id}"][data-activo="no"]`).waitFor();
}, 60_000);

it('downloads the orders of the day once who asks has confirmed who they are', async () => {
  const { client } = await newcomer('operador', 'Omar');
  await using board = await openBoard(browser, { url, client, device: desktop });
  const { page } = board;
  await page.goto(`${url}/hoy`);
  await page.locator('[data-accion="csv"]').waitFor();
  clock.advance(16 * minuteMs);
  await page.locator('[data-accion="csv"]').click();
  await form(page, 'confirmar').locator('[name="clave"]').fill(clave);
  const download = page.waitForEvent('download');
  await send(page, 'confirmar');
  expect((await download).suggestedFilename()).toMatch(/^relevo-.*\.csv$/);
  const second = page.waitForEvent('download');
  await page.locator('[data-accion="csv"]').click();
  expect((await second).suggestedFilename()).toMatch(/\.csv$/);
}, 60_000);

it('turns a second factor on by its QR code, and asks for it when somebody signs in', async () => {
  const { client, email } = await newcomer('operador', 'Sara');
  await using board = await openBoard(browser, { url, client, device: phone });
  const { page } = board;
  await page.goto(`${url}/cuenta`);
  await page.locator('[data-accion="segundo-factor"]').click();
  await page.locator('.account-qr').waitFor();
  const secret = (await page.locator('.account-secret code').innerText()).replaceAll(' ', '');
  const code = () => codeOf(bytesOf(secret), stepOf(clock.now()));
  await form(page, 'codigo').locator('[name="codigo"]').fill('000000');
  await send(page, 'codigo');
  await form(page, 'codigo').getByText('No es ese código.').waitFor();
  await form(page, 'codigo').locator('[name="codigo"]').fill(code());
  await send(page, 'codigo');
  await page.locator('[data-codigos] li').nth(9).waitFor();
  const [first = ''] = await page.locator('[data-codigos] code').allInnerTexts();
  await page.locator('[data-accion="codigos-guardados"]').click();
  await page.locator('[data-accion="quitar-segundo-factor"]').waitFor();

  clock.advance(16 * minuteMs);
  await page.locator('[data-accion="codigos-nuevos"]').click();
  await form(page, 'codigo').locator('[name="codigo"]').fill(first);
  await send(page, 'codigo');
  await form(page, 'confirmar').locator('[name="clave"]').fill(clave);
  await form(page, 'confirmar').locator('[name="codigo"]').fill(code());
  await send(page, 'confirmar');
  await page.locator('[data-codigos] li').nth(9).waitFor();
  const [once = ''] = await page.locator('[data-codigos] code').allInnerTexts();
  expect(once).not.toBe(first);
  await page.locator('[data-accion="codigos-guardados"]').click();

  await page.goto(url);
  await signOut(page);
  const enter = async (text: string) => {
    await form(page, 'codigo').locator('[name="codigo"]').fill(text);
    await send(page, 'codigo');
  };
  await form(page, 'entrar').locator('[name="email"]').fill(email);
  await form(page, 'entrar').locator('[name="clave"]').fill(clave);
  await send(page, 'entrar');
  await enter(code());
  await form(page, 'codigo').getByText('El código no sirve').waitFor();
  clock.advance(minuteMs);
  await enter(code());
  await page.locator('[data-conexion="live"]').waitFor();
  await signOut(page);
  await form(page, 'entrar').locator('[name="email"]').fill(email);
  await form(page, 'entrar').locator('[name="clave"]').fill(clave);
  await send(page, 'entrar');
  await enter(once);
  await page.locator('[data-conexion="live"]').waitFor();
  expect(board.errors).toEqual([]);
}, 60_000);

it('lists where somebody is signed in, and ends what is not theirs', async () => {
  const { client, email } = await newcomer('operador', 'Tina');
  const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0';
  const post = { method: 'POST', headers: { 'Content-Type': 'application/json', 'User-Agent': agent } };
  const other = await fetch(`${url}/api/sesion`, { ...post, body: JSON.stringify({ email, clave }) });
  const cookie = other.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  await using board = await openBoard(browser, { url, client, device: desktop });
  const { page } = board;
  await page.locator('[data-accion="menu"]').click();
  await page.locator('dialog a[href="/cuenta"]').click();
  await page.getByRole('heading', { name: 'Tu cuenta' }).waitFor();
  await expect.poll(() => page.locator('[data-sesion] h3').allInnerTexts()).toContain('Firefox · Windows');
  await page
    .locator('[data-sesion="otra"]', { hasText: 'Firefox' })
    .locator('[data-accion="cerrar-sesion"]')
    .click();
  await page.locator('[data-sesion="otra"]').waitFor({ state: 'detached' });
  const gone = await fetch(`${url}/api/sesion`, { headers: { Cookie: cookie } });
  expect(gone.status).toBe(401);

  await form(page, 'clave').locator('[name="anterior"]').fill(clave);
  await form(page, 'clave').locator('[name="clave"]').fill('otros cuatro caballos');
  await send(page, 'clave');
  await page.getByText('Clave guardada.').waitFor();
  const old = await nobody(url).call('POST', '/api/sesion', { email, clave });
  expect(old.status).toBe(401);
  expect(board.errors).toEqual([]);
}, 60_000);
