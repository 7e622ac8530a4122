import { readFileSync } from 'node:fs';
import type { OrderFieldName } from '@relevo/contract';

type Example = { caso: string; cuerpo: Record<string, unknown> & { numero: string } };

/** Real orders of real shops. */
export const exampleOrders: Example[] = JSON.parse(
  readFileSync(new URL('../../contract/examples/orders.json', import.meta.url), 'utf8'),
);

/** An order of two items with this number. */
export function anOrder(numero: string, more: object = {}) {
  return {
    numero,
    cliente_nombre: 'Ana Gómez',
    cliente_direccion: 'Av. Corrientes 1234, CABA',
    cliente_telefono: '11-5555-0000',
    productos: [
      { nombre: 'Yerba 1kg', cantidad: 2, precio: 3200 },
      { nombre: 'Azúcar 1kg', cantidad: 1, precio: 1100.5 },
    ],
    total: 7500.5,
    metodo_pago: 'efectivo',
    indicaciones: 'Tocar timbre',
    ...more,
  };
}

/** For each field of an order a value that no other order of the tests has. */
export const otherValues: Record<OrderFieldName, unknown> = {
  numero: 'OTRO-1',
  cliente_nombre: 'Eva',
  cliente_direccion: 'Otra 1',
  cliente_telefono: '11-9999-9999',
  cliente_email: 'otra@example.com',
  productos: ['Pan'],
  total: 7500.51,
  metodo_pago: 'otro',
  indicaciones: 'Otras indicaciones',
  prioridad: 'alta',
  tipo_cliente: 'comerciante',
  origen: 'otro',
  estado: 'en-preparacion',
};
