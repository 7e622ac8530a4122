/** An order that is already stored. */
export type StoredOrder = { numero: string; fingerprint: string };

export type Placement<O extends StoredOrder> =
  | { kind: 'new' }
  | { kind: 'same'; order: O }
  | { kind: 'conflict'; order: O; over: 'numero' | 'clave' };

/**
 * Whether an order is new, the same one again, or another one under a number or an idempotency key that is taken.
 * `numero` is undefined where the shop gave none: then only the key can tell that it was here before.
 */
export function placeOrder<O extends StoredOrder>(
  incoming: { numero: string | undefined; fingerprint: string },
  stored: { byKey: O | undefined; byNumber: O | undefined },
): Placement<O> {
  const { byKey, byNumber } = stored;
  if (byKey) {
    const sameNumber = incoming.numero === undefined || incoming.numero === byKey.numero;
    const same = sameNumber && incoming.fingerprint === byKey.fingerprint;
    return same ? { kind: 'same', order: byKey } : { kind: 'conflict', order: byKey, over: 'clave' };
  }
  if (byNumber) {
    const same = incoming.fingerprint === byNumber.fingerprint;
    return same ? { kind: 'same', order: byNumber } : { kind: 'conflict', order: byNumber, over: 'numero' };
  }
  return { kind: 'new' };
}
