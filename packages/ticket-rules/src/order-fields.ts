import type { Priority, State } from './states.ts';

/** One field of an order, as a shop sends it and as the ticket keeps it. */
export type OrderField = {
  kind: 'number' | 'line' | 'text' | 'products' | 'amount' | 'priority' | 'state';
  /** The version of the order's form that brought it. A ticket of an older version may lack it. */
  since: number;
  /** Whether it makes an order this order and no other: see `canonicalOrder`. */
  identifies: boolean;
  required?: true;
  /** In characters; 2 000 unless said. */
  max?: number;
  /** Another name that shops send it under. */
  alias?: string;
  /** Whether a ticket is found by it; `phone`: also by its digits alone. */
  search?: true | 'phone';
  /** The intake names required fields first and the rest as listed here, but for this. */
  askedBefore?: string;
};

/**
 * The fields of an order, listed once: the schema of the intake, the ticket and its schema, the canonical form and the
 * search follow. A new field goes to the end with the next version as its `since`: what is stored under an older
 * version is compared by the fields of that version, so it never becomes a conflict.
 */
export const orderFields = {
  numero: { kind: 'number', since: 1, identifies: false, required: true, search: true },
  cliente_nombre: { kind: 'line', since: 1, identifies: true, required: true, max: 200, search: true },
  cliente_direccion: { kind: 'line', since: 1, identifies: true, alias: 'direccion', search: true },
  cliente_telefono: { kind: 'line', since: 1, identifies: true, alias: 'telefono', search: 'phone' },
  cliente_email: { kind: 'line', since: 1, identifies: true, alias: 'email' },
  productos: { kind: 'products', since: 1, identifies: true, search: true },
  total: { kind: 'amount', since: 1, identifies: true, required: true },
  metodo_pago: { kind: 'line', since: 1, identifies: true },
  indicaciones: { kind: 'text', since: 1, identifies: true, alias: 'notas', askedBefore: 'productos' },
  prioridad: { kind: 'priority', since: 1, identifies: false },
  tipo_cliente: { kind: 'line', since: 1, identifies: false },
  origen: { kind: 'line', since: 1, identifies: false },
  estado: { kind: 'state', since: 1, identifies: false, askedBefore: 'tipo_cliente' },
} as const satisfies Record<string, OrderField>;

/** The shop's own dates: kept as they are sent, among what is not listed. */
export const shopDates = ['fecha_creacion', 'fecha_pedido'] as const;

type OrderFields = typeof orderFields;
export type OrderFieldName = keyof OrderFields;

/** Each field with its name, in their order. */
export const orderFieldList = listOf(orderFields);

export function listOf(fields: Record<string, OrderField>): readonly (OrderField & { name: string })[] {
  return Object.entries(fields).map(([name, field]) => ({ name, ...field }));
}

/** Under which name an order that has been checked holds a field: amounts are whole centavos there. */
export function orderKey({ name, kind }: { name: string; kind: OrderField['kind'] }): string {
  return kind === 'amount' ? `${name}Centavos` : name;
}

/** A product of an order. Fields that are not named here are kept. */
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
/** What a field holds; a text that is required is never null. */
export type FieldValue<N extends OrderFieldName> = OrderFields[N] extends { required: true }
  ? NonNullable<ValueOf[OrderFields[N]['kind']]>
  : ValueOf[OrderFields[N]['kind']];

type OrderKey<N extends OrderFieldName> = OrderFields[N] extends { kind: 'amount' } ? `${N}Centavos` : N;

/** An order that has been checked: aliases resolved, defaults filled in, money in whole centavos. */
export type Order = { [N in OrderFieldName as OrderKey<N>]: FieldValue<N> } & {
  /** Everything that is not listed, and the shop's own dates. */
  extra: Record<string, unknown>;
};

/** The fields that tickets have had from the beginning. */
export type FirstFieldName = {
  [N in OrderFieldName]: OrderFields[N]['since'] extends 1 ? N : never;
}[OrderFieldName];
