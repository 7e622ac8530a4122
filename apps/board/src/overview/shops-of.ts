import { searchKey, type Ticket } from '@relevo/contract';

/** A shop as it can be filtered by: `key` for comparing and for the address bar, `name` for people. */
export type Named = { key: string; name: string };

/**
 * The shops that an order asks something of. A marketplace posts the orders of all its shops with one key, so
 * `fuente` does not tell them apart; each product names its `negocio` and `sucursal`, and one order may hold those of
 * several. Only where no product names a shop is it the one whose key it came with.
 */
export function shopsOf({ productos, fuente }: Pick<Ticket, 'productos' | 'fuente'>): Named[] {
  const shops = new Map<string, Named>();
  for (const { negocio, sucursal } of productos) {
    const name = [negocio, sucursal].filter(isText).join(' · ');
    if (name) shops.set(searchKey(name), named(name));
  }
  return shops.size > 0 ? [...shops.values()] : [named(fuente)];
}

/** How the order is paid. Null: nothing was said. */
export function paymentOf({ metodo_pago }: Pick<Ticket, 'metodo_pago'>): Named | null {
  return metodo_pago ? named(metodo_pago) : null;
}

function named(name: string): Named {
  return { key: searchKey(name), name };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
