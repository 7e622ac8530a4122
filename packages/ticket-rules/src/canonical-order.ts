import { listOf, type Order, type OrderField, orderFields, orderKey, type Product } from './order-fields.ts';

/** Makes the canonical forms of an order with these fields: one for each version that added a field. */
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

/** The version of the canonical form that the service stores for a new order. */
export const canonicalVersion = forms.current;
/** All versions that a database may hold, oldest first. */
export const canonicalVersions: readonly number[] = forms.versions;

/**
 * Makes one text of the fields that identify an order: those with `identifies`. Two posts with one number are the same
 * order exactly if these texts are equal under the version of the stored one. Fields that a client generates again on
 * each attempt (dates, origin, …) do not count.
 */
export const canonicalOrder = forms.text;

function canonicalProduct(product: Product): unknown {
  // Ignore the stock: the sale itself lowers it, and a retry with the new stock is still the same order.
  const { stock: _stock, ...ordered } = product;
  return sortKeys(ordered);
}

/** Sorts the keys of every object in a value. Treats absent and null as equal. */
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
