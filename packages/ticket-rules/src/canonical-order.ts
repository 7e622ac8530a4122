import { listOf, type Order, type OrderField, orderFields, orderKey, type Product } from './order-fields.ts';

/** The version from which on texts count by what a person reads of them. It added no field. */
const readSince = 2;

/** Makes the canonical forms of an order with these fields: one for each version that added a field, and one for `readSince`. */
export function canonicalForms(fields: Record<string, OrderField>) {
  const listed = listOf(fields);
  const current = Math.max(readSince, ...listed.map(({ since }) => since));
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
    const found = form.map(({ key, isProducts }) =>
      isProducts ? order.productos.map(canonicalProduct) : values[key],
    );
    const json = JSON.stringify(found);
    return version >= readSince && readsOtherwise.test(json) ? JSON.stringify(found.map(asRead)) : json;
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

/** What a JSON text has in it where `textAsRead` may change one of its texts. Nearly no order has. */
const readsOtherwise = /[^ -~\u00a1-\u00ac\u00ae-\u02ff]| {2}|" | "|\\[nrtu]|:\/\//;
const unseen = /\p{Default_Ignorable_Code_Point}/gu;

/** Spells every text in a value as it is read. */
function asRead(value: unknown): unknown {
  if (typeof value === 'string') return textAsRead(value);
  return Array.isArray(value) ? value.map(asRead) : value;
}

/** Spells a text in one way of all that read alike: composed, single spaces, nothing unseen, addresses without signatures. */
function textAsRead(text: string): string {
  const read = text.replace(unseen, '').normalize('NFC').replace(/\s+/g, ' ').trim();
  return read.includes('://') ? read.replace(/https?:\/\/[^\s"<>]+/gi, withoutSignature) : read;
}

const picture = /\.(?:avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)$/i;
/** The query parameters by which storages let somebody in for a while. They are others each time an address is made. */
const signature =
  /^(?:x-(?:amz|goog|oss|bce|cos|ms)-.*|q-(?:sign|ak|key|header|url|signature).*|(?:aws|oss)accesskeyid|googleaccessid|key-pair-id|policy|sign(?:ature)?|sig|s[eprtv]|spr|sip|sk(?:oid|tid|t|e|s|v)|expir(?:es|y|ation)?|exp|token|hmac|hdnea|hdnts)$/i;

/** Leaves out what is new each time that a shop makes an address: a picture is the same under any query. */
function withoutSignature(address: string): string {
  const [place = '', query] = address.replace(/#.*$/s, '').split(/\?(.*)/s, 2);
  if (query === undefined) return address;
  if (picture.test(place)) return place;
  const kept = query.split('&').filter((parameter) => !signature.test(parameter.replace(/=.*$/s, '')));
  return kept.length > 0 ? `${place}?${kept.join('&')}` : place;
}
