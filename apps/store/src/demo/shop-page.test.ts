import { parseOrderBody } from '@relevo/contract';
import { describe, expect, it } from 'vitest';

const { cartLines, changeQuantity, toOrder, totalCentavos } = await loadPageModule('cart.js');
const { maxQuantity, products } = await loadPageModule('catalog.js');
const { describeDelivery, orderSteps } = await loadPageModule('describe-order.js');
const { nextRefreshMs } = await loadPageModule('follow-order.js');
const { readAnswer } = await loadPageModule('shop-api.js');

/** Loads one of the demo page's modules as a browser would. They are plain JavaScript, typed by JSDoc alone. */
function loadPageModule(file: string) {
  return import(new URL(`../../demo/${file}`, import.meta.url).href);
}

const rice = {
  id: 'arroz',
  nombre: 'Arroz',
  categoria: 'Granos',
  precioCentavos: 950_00,
  unidad: 'u',
  paso: 1,
};
const oil = { ...rice, id: 'aceite', nombre: 'Aceite', precioCentavos: 1_10 };
const banana = { ...rice, id: 'banana', nombre: 'Banana', precioCentavos: 3_33, unidad: 'kg', paso: 0.5 };
const shelf = [rice, oil, banana];

describe('the cart of the demo shop', () => {
  it('adds up in whole centavos, where pesos would drift', () => {
    expect(3 * 1.1).not.toBe(3.3);
    expect(totalCentavos(cartLines(shelf, { aceite: 3 }))).toBe(3_30);
  });

  it('rounds each line, so that the lines shown add up to the total', () => {
    const lines = cartLines(shelf, { banana: 0.5, aceite: 1 });
    expect(lines.map((line: { subtotalCentavos: number }) => line.subtotalCentavos)).toEqual([1_10, 1_67]);
    expect(totalCentavos(lines)).toBe(2_77);
  });

  it('is worth nothing while it is empty, and leaves out what the shelf does not have', () => {
    expect(totalCentavos(cartLines(shelf, {}))).toBe(0);
    expect(cartLines(shelf, { caviar: 2 })).toEqual([]);
  });

  it('goes up and down by the step of the product', () => {
    expect(changeQuantity({}, banana, 1)).toEqual({ banana: 0.5 });
    expect(changeQuantity({ arroz: 2, aceite: 1 }, rice, -1)).toEqual({ arroz: 1, aceite: 1 });
  });

  it('drops a product that comes to nothing, and never goes below nothing or above the most', () => {
    expect(changeQuantity({ arroz: 1 }, rice, -1)).toEqual({});
    expect(changeQuantity({}, rice, -1)).toEqual({});
    expect(changeQuantity({ arroz: maxQuantity }, rice, 1)).toEqual({ arroz: maxQuantity });
  });

  it('becomes an order that the store accepts, with the total to the centavo', () => {
    const quantities = Object.fromEntries(products.map(({ id, paso }: typeof rice) => [id, paso * 3]));
    const lines = cartLines(products, quantities);
    const order = toOrder(lines, { cliente_nombre: 'Ana', cliente_email: '', metodo_pago: 'Mercado Pago' });
    const parsed = parseOrderBody(JSON.parse(JSON.stringify(order)));
    expect(parsed).toMatchObject({
      ok: true,
      value: { totalCentavos: totalCentavos(lines), origen: 'tienda-demo', cliente_email: null },
    });
  });
});

const now = Date.parse('2026-11-22T12:00:00Z');

function order(entrega: object, ticket: object | null = null) {
  return { recibido_en: '2026-11-22T12:00:00Z', entrega: { intentos: 1, ...entrega }, ticket };
}

function states(view: ReturnType<typeof order>): string[] {
  return orderSteps(view).map((step: { texto: string; estado: string }) => `${step.texto}: ${step.estado}`);
}

describe('an order in the demo shop', () => {
  it('says when the next attempt is, and why there is none', () => {
    const due = { id: 1, estado: 'pendiente', intentos: 2, proximo_intento: '2026-11-22T12:00:12Z' };
    expect(describeDelivery(due, now).replaceAll('\u00a0', ' ')).toBe('Pendiente: próximo intento en 12 s');
    expect(describeDelivery(due, now + 20_000)).toBe('Pendiente: próximo intento ahora');
    expect(describeDelivery({ ...due, intentos: 0 }, now)).toBe('Pendiente: enviando ahora');
    expect(describeDelivery({ estado: 'rechazada', motivo: 'sin zona' }, now)).toBe('Rechazada: sin zona');
  });

  it('shows the way as far as it is known', () => {
    expect(states(order({ estado: 'pendiente' }))).toEqual([
      'Pedido recibido: done',
      'Avisando al tablero: current',
      'En preparación: ahead',
      'En camino: ahead',
      'Entregado: ahead',
    ]);
    const onItsWay = { estado: 'en-camino', repartidor_asignado: 'Mica' };
    expect(states(order({ estado: 'entregada' }, onItsWay)).slice(2)).toEqual([
      'En preparación: done',
      'En camino: current',
      'Entregado: ahead',
    ]);
  });

  it('leaves out the road for an order that was picked up, and all that will not happen', () => {
    const pickedUp = { estado: 'entregado', repartidor_asignado: null };
    expect(states(order({ estado: 'entregada' }, pickedUp)).slice(2)).toEqual([
      'En preparación: done',
      'Entregado: done',
    ]);
    expect(states(order({ estado: 'rechazada' })).slice(1)).toEqual(['El tablero lo rechazó: failed']);
  });

  it('is looked at every second while it changes, slower at rest, and right after an attempt', () => {
    expect(nextRefreshMs({ now, changedAt: now - 5_000 })).toBe(1_000);
    expect(nextRefreshMs({ now, changedAt: now - 120_000 })).toBe(5_000);
    expect(nextRefreshMs({ now, changedAt: now - 3_600_000 })).toBe(30_000);
    expect(nextRefreshMs({ now, changedAt: now - 3_600_000, dueAt: now + 8_000 })).toBe(8_500);
    expect(nextRefreshMs({ now, changedAt: now - 3_600_000, dueAt: now - 8_000 })).toBe(1_000);
  });
});

describe('the answer to a purchase in the demo shop', () => {
  it.each([200, 201])('is an order that was taken at %i', (status) => {
    const reply = { exito: true, numero: 'PED-1', total: 100 };
    expect(readAnswer(status, reply)).toEqual({ kind: 'accepted', reply });
  });

  it('is lost when a 200 is not the store speaking', () => {
    expect(readAnswer(200, undefined).kind).toBe('no-answer');
    expect(readAnswer(200, { exito: true }).kind).toBe('no-answer');
  });

  it.each([302, 408, 429, 500, 502, 503])(
    'is lost at %i, so only the same order may go out again',
    (status) => {
      expect(readAnswer(status, { detail: 'x' })).toEqual({ kind: 'no-answer', detalle: 'x' });
    },
  );

  it('names the bad fields of a 400', () => {
    const errores = [{ campo: 'cliente_nombre', mensaje: 'no puede estar vacío' }];
    expect(readAnswer(400, { detail: 'x', errores })).toEqual({ kind: 'invalid', detalle: 'x', errores });
  });

  it('tells a key that another order has taken, with that order', () => {
    const answer = readAnswer(409, { detail: 'x', numero: 'PED-1' });
    expect(answer).toEqual({ kind: 'conflict', detalle: 'x', numero: 'PED-1' });
  });

  it('is refused at any other 4xx, and has words where the body has none', () => {
    expect(readAnswer(403, undefined)).toEqual({ kind: 'refused', detalle: 'La tienda respondió 403.' });
  });
});
