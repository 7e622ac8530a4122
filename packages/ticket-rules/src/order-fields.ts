import type { Priority, State } from './states.ts';

/** One field of an order, as a shop sends it and as the ticket keeps it. */
export type OrderField = {
  /**
   * What it holds. `line`: text on one line, trimmed; empty becomes null.
   * `text`: the same, but it may break into several lines.
   */
  kind: 'number' | 'line' | 'text' | 'products' | 'amount' | 'priority' | 'state';
  /** The canonical version that added it. A ticket of an older version may lack it. */
  since: number;
  /** Whether it identifies an order: see `canonicalOrder`. */
  identifies: boolean;
  required?: true;
  /** The maximum length in characters; 2 000 by default. */
  max?: number;
  /** Another name that shops use for it. */
  alias?: string;
  /** Whether it tells who the customer is, or where: forgetting a customer takes it away. */
  personal?: true;
  /** Whether the search looks at it; `phone`: also at its digits alone. */
  search?: true | 'phone';
  /** The field before which the intake lists this one. Other fields keep this order, required ones first. */
  listedBefore?: string;
};

/**
 * The fields of an order, listed once. The schema of the intake, the ticket and its schema, the canonical form and the
 * search derive from them. Add a new field at the end, with the next canonical version as its `since`: an order that
 * was stored under an older version is compared by the fields of that version, so it never becomes a conflict.
 */
export const orderFields = {
  numero: { kind: 'number', since: 1, identifies: false, required: true, search: true },
  cliente_nombre: {
    kind: 'line',
    since: 1,
    identifies: true,
    required: true,
    max: 200,
    search: true,
    personal: true,
  },
  cliente_direccion: {
    kind: 'line',
    since: 1,
    identifies: true,
    alias: 'direccion',
    search: true,
    personal: true,
  },
  cliente_telefono: {
    kind: 'line',
    since: 1,
    identifies: true,
    alias: 'telefono',
    search: 'phone',
    personal: true,
  },
  cliente_email: { kind: 'line', since: 1, identifies: true, alias: 'email', personal: true },
  productos: { kind: 'products', since: 1, identifies: true, search: true },
  total: { kind: 'amount', since: 1, identifies: true, required: true },
  metodo_pago: { kind: 'line', since: 1, identifies: true },
  indicaciones: {
    kind: 'text',
    since: 1,
    identifies: true,
    alias: 'notas',
    listedBefore: 'productos',
    personal: true,
  },
  prioridad: { kind: 'priority', since: 1, identifies: false },
  tipo_cliente: { kind: 'line', since: 1, identifies: false },
  origen: { kind: 'line', since: 1, identifies: false },
  estado: { kind: 'state', since: 1, identifies: false, listedBefore: 'tipo_cliente' },
} as const satisfies Record<string, OrderField>;

/** The shop's own dates: kept as sent, along with unlisted fields. */
export const shopDates = ['fecha_creacion', 'fecha_pedido'] as const;

type OrderFields = typeof orderFields;
export type OrderFieldName = keyof OrderFields;

/** The fields with their names, in this order. */
export const orderFieldList = listOf<OrderFieldName>(orderFields);

export function listOf<N extends string>(
  fields: Record<N, OrderField>,
): readonly (OrderField & { name: N })[] {
  return Object.entries<OrderField>(fields).map(([name, field]) => ({ name: name as N, ...field }));
}

/** Returns the name of a field in a checked order, where amounts are whole centavos. */
export function orderKey({ name, kind }: { name: string; kind: OrderField['kind'] }): string {
  return kind === 'amount' ? `${name}Centavos` : name;
}

/** A product of an order. Keeps fields that are not named here. */
export type Product = {
  nombre: string;
  cantidad: number;
  precio?: number | null;
  subtotal?: number | null;
  sucursal?: string | null;
  negocio?: string | null;
  categoria?: string | null;
  [field: string]: unknown;
};

type ValueOf = {
  number: string;
  line: string | null;
  text: string | null;
  products: Product[];
  amount: number;
  priority: Priority;
  state: State;
};
/** The type of a field; a required text is never null. */
export type FieldValue<N extends OrderFieldName> = OrderFields[N] extends { required: true }
  ? NonNullable<ValueOf[OrderFields[N]['kind']]>
  : ValueOf[OrderFields[N]['kind']];

type OrderKey<N extends OrderFieldName> = OrderFields[N] extends { kind: 'amount' } ? `${N}Centavos` : N;

/** A checked order: aliases resolved, defaults filled in, money in whole centavos. */
export type Order = { [N in OrderFieldName as OrderKey<N>]: FieldValue<N> } & {
  /** All unlisted fields, and the shop's own dates. */
  extra: Record<string, unknown>;
};

/** The fields of every ticket, old or new. */
export type FirstFieldName = {
  [N in OrderFieldName]: OrderFields[N]['since'] extends 1 ? N : never;
}[OrderFieldName];
