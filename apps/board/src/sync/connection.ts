/** How far the board can be believed. Times are milliseconds since 1970 by this device. */
export type Connection =
  | { kind: 'conectando' }
  | { kind: 'en-vivo' }
  /** `dataAsOf`: when the board was last known to equal the server; null: never yet. */
  | { kind: 'poniéndose-al-dia'; dataAsOf: number | null }
  | { kind: 'sin-conexion'; since: number; dataAsOf: number | null }
  | { kind: 'sin-sesion' };

export type LinkFacts = {
  authorized: boolean;
  connected: boolean;
  /** Connected, but the server has said no position for too long. */
  silent: boolean;
  /** An answer to `suscribir` is awaited. */
  replaying: boolean;
  /** When the present trouble began; null while all is well. */
  lostAt: number | null;
  dataAsOf: number | null;
};

/** What to say about the connection. Anything but `en-vivo` means that the board may be out of date. */
export function describeLink(facts: LinkFacts): Connection {
  const { lostAt, dataAsOf } = facts;
  if (!facts.authorized) return { kind: 'sin-sesion' };
  if (!facts.connected || facts.silent) {
    return lostAt === null ? { kind: 'conectando' } : { kind: 'sin-conexion', since: lostAt, dataAsOf };
  }
  if (dataAsOf === null) return { kind: 'conectando' };
  return facts.replaying ? { kind: 'poniéndose-al-dia', dataAsOf } : { kind: 'en-vivo' };
}

export function sameConnection(a: Connection, b: Connection): boolean {
  return a.kind === b.kind && sinceOf(a) === sinceOf(b) && dataAsOfOf(a) === dataAsOfOf(b);
}

const sinceOf = (connection: Connection) => ('since' in connection ? connection.since : null);
const dataAsOfOf = (connection: Connection) => ('dataAsOf' in connection ? connection.dataAsOf : null);
