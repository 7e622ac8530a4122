import { listOf, type Order, type OrderField, orderFields, orderKey, type Product } from './order-fields.ts';

/** The canonical forms of an order whose fields these are: one for each version that a field came with. */
export function canonicalForms(fields: Record<string, OrderField>) {
  const listed = listOf(fields);
  const current = Math.max(...listed.map(({ since }) => since));
  const versions = Array.from({ length: current }, (_, index) => index + 1);
  const parts = new Map(
    versions.map((version) => [
      version,
      listed
        .filter(({ since, identifies }) => identifies && since <= version)
        .map((field) => ({ key: orderKey(field), isProducts: field.kind === 'products' })),
    ]),
  );

  function text(order: Omit<Order, 'numero'>, version = current): string {
    const values: Record<string, unknown> = order;
    const form = parts.get(version);
    if (!form) throw new Error(`no canonical form of version ${version}: the database is of a newer release`);
    return JSON.stringify(
      form.map(({ key, isProducts }) => (isProducts ? order.productos.map(canonicalProduct) : values[key])),
    );
  }
  return { current, versions, text };
}

const forms = canonicalForms(orderFields);

/** The version under which the canonical form of a new order is stored. */
export const canonicalVersion = forms.current;
/** Every version that may be stored, oldest first. */
export const canonicalVersions: readonly number[] = forms.versions;

/**
 * One text for everything that makes an order this order and no other: name, address, phone, email, products, total,
 * payment and instructions. Two posts with one number are the same order exactly when these texts are equal under the
 * version that the first was stored with. Fields that a client builds anew on each try (dates, origin, …) do not count.
 */
export const canonicalOrder = forms.text;

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
