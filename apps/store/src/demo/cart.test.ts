import { parseOrderBody } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { loadPageModule } from './page-module.ts';

const { cartLines, changeQuantity, maxQuantity, toOrder, totalCentavos } = await loadPageModule('cart.js');
const { products } = await loadPageModule('products.js');

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
