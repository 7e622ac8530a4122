import type { Order, Product } from './order.ts';

/**
 * One text for everything that makes an order this order and no other: name, address, phone, email,
 * products, total, payment and instructions. Two posts with one number are the same order exactly when
 * these texts are equal. Fields that a client builds anew on each try (dates, origin, …) do not count.
 */
export function canonicalOrder(order: Omit<Order, 'numero'>): string {
  return JSON.stringify([
    order.cliente_nombre,
    order.cliente_direccion,
    order.cliente_telefono,
    order.cliente_email,
    order.productos.map(canonicalProduct),
    order.totalCentavos,
    order.metodo_pago,
    order.indicaciones,
  ]);
}

function canonicalProduct(product: Product): unknown {
  // The shop's stock goes down with the sale itself: a retry that reads it again is still the same order.
  const { stock: _stock, ...ordered } = product;
  return sortKeys(ordered);
}

/** The value with the keys of every object in order; absent and null are the same. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, unknown>;
  const pairs: [string, unknown][] = [];
  for (const name of Object.keys(fields).sort()) {
    const inner = fields[name];
    if (inner !== null && inner !== undefined) pairs.push([name, sortKeys(inner)]);
  }
  return pairs;
}
