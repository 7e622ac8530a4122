import { randomBytes } from 'node:crypto';
import { smokeOrigin } from '@relevo/contract';

/** An order that says of itself that it is none, under a number that nobody had before. `now` in epoch ms. */
export function makeSmokeOrder(now: number) {
  const time = new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '');
  return {
    numero: `SMOKE-${time}-${randomBytes(4).toString('hex').toUpperCase()}`,
    cliente_nombre: 'Prueba de funcionamiento',
    cliente_direccion: 'Sin domicilio',
    cliente_telefono: '',
    productos: [
      { nombre: 'Producto de prueba A', cantidad: 2, precio: 500 },
      { nombre: 'Producto de prueba B', cantidad: 0.5, precio: 469.12 },
    ],
    total: 1234.56,
    metodo_pago: 'efectivo',
    indicaciones: 'Pedido de prueba: no preparar ni entregar',
    origen: smokeOrigin,
  };
}

export type SmokeOrder = ReturnType<typeof makeSmokeOrder>;
