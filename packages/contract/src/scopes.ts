// Without schemas, so that the page that makes keys need not load them.

/** What a key may do. Each route that takes a key asks for one of these. */
export const scopes = [
  /** Post orders to the store, and read the caller's own. */
  'pedidos:escribir',
  /** List deliveries and send them again. */
  'entregas:operar',
  /** Hand over orders in the name of their callers, and ask for the state of the keys: the store's own key. */
  'relevar',
  /** Make tickets at the ticket service. */
  'tickets:escribir',
  /** Read the board, tickets, history, search and figures, as the role `lectura`. */
  'tickets:leer',
  /** Change tickets, as the role `operador`; includes `tickets:leer`. */
  'tickets:trabajar',
  /** Tell the store how a ticket is: the ticket service's own key. */
  'confirmar',
  /** Read and change the shop's settings. */
  'ajustes',
  /** Read `/metrics`. */
  'metricas',
  /** Post orders of the smoke test (`origen: "smoke"`), which no board shows. */
  'prueba',
  /** Post orders that are over already (`estado` entregado or cancelado). */
  'historico',
] as const;
export type Scope = (typeof scopes)[number];

/** Returns all that a key with these scopes may do: who changes tickets has to see them. */
export function grantedBy(given: readonly Scope[]): ReadonlySet<Scope> {
  return new Set(given.includes('tickets:trabajar') ? [...given, 'tickets:leer' as const] : given);
}

/** The usual keys: what each is for, and what it has to be allowed. */
export const keyPresets = {
  /** The checkout of a shop. */
  shop: ['pedidos:escribir'],
  /** `npm run smoke`: an order of its own, from the checkout to the board and back. */
  smoke: ['pedidos:escribir', 'tickets:escribir', 'tickets:trabajar', 'prueba'],
  /** A monitor that reads the figures. */
  metrics: ['metricas'],
  /** Another system that makes tickets and follows them. */
  integration: ['tickets:escribir', 'tickets:leer'],
} as const satisfies Record<string, readonly Scope[]>;
export type KeyPreset = keyof typeof keyPresets;

/** The most keys that may be in use at once. All of them fit into one answer of 64 KiB. */
export const maxLiveKeys = 100;
/** The longest time that the old secret of a rotated key may go on working, in seconds: 7 days. */
export const maxGraceS = 7 * 24 * 60 * 60;
