import { type OrderFieldName, orderFieldList, type shopDates } from '@relevo/ticket-rules';
import type { FieldError } from './problem-schemas.ts';

/** What a field is, and a real value of it: for OpenAPI and for the table in `docs/orders.md`. */
export type FieldDoc = { description: string; example: unknown };

const doc = (description: string, example: unknown): FieldDoc => ({ description, example });

export const fieldDocs: Record<OrderFieldName | (typeof shopDates)[number], FieldDoc> = {
  numero: doc(
    'El número del pedido en la tienda; con quién lo manda dice qué pedido es. Uno por pedido, el mismo en cada intento',
    'A-1042',
  ),
  cliente_nombre: doc('A nombre de quién es el pedido', 'Ana Díaz'),
  cliente_direccion: doc('Adónde se lleva; sin ella se retira en el local', 'Belgrano 450, 2.º B'),
  cliente_telefono: doc('Para llamar o escribir a quien lo espera', '+54 9 11 5555-0142'),
  cliente_email: doc('Se guarda con el pedido; no se le escribe', 'ana.diaz@example.com'),
  productos: doc('Qué se prepara, en el orden en que se muestra: objetos, o textos sueltos (uno de cada)', [
    { nombre: 'Yerba 1 kg', cantidad: 2, precio: 2650 },
    'Pan',
  ]),
  total: doc('Lo que paga el cliente, en pesos, con descuentos y envío: se toma como viene', 5300.5),
  metodo_pago: doc('Cómo paga, para quien lo lleva', 'efectivo'),
  indicaciones: doc('Lo que hay que saber al prepararlo o llevarlo', 'Timbre 2. Sin cebolla.'),
  prioridad: doc('Los de prioridad alta van primero', 'normal'),
  tipo_cliente: doc('Qué clase de cliente es; `comerciante` lo hace de prioridad alta', 'comerciante'),
  origen: doc('De dónde vino', 'web'),
  estado: doc(
    'Con qué estado entra: otro que `pendiente` sólo para traer pedidos de otro sistema',
    'pendiente',
  ),
  fecha_creacion: doc(
    'Cuándo lo hizo la tienda, como ella lo escribe; se guarda',
    '2026-11-20T13:05:00-03:00',
  ),
  fecha_pedido: doc('Para cuándo es, como la tienda lo escribe; se guarda', '2026-11-20'),
};

/** The same for another name of a field. */
export function aliasDoc(name: OrderFieldName): FieldDoc {
  return { ...fieldDocs[name], description: `Otro nombre de \`${name}\`` };
}

export const productDocs = {
  nombre: doc('Qué es', 'Yerba 1 kg'),
  cantidad: doc('Cuántos, o cuánto: 0.5 es medio kilo', 2),
  precio: doc('El precio de uno, en pesos', 2650),
  subtotal: doc('El de la línea, si no es precio por cantidad', 5300),
  sucursal: doc('De qué sucursal sale', 'Centro'),
  negocio: doc('De qué negocio, si la tienda vende de varios', 'Almacén Belgrano'),
  categoria: doc('En qué grupo está', 'Almacén'),
} satisfies Record<string, FieldDoc>;

/** What goes with an order that has such fields. */
export type Warned = { avisos?: FieldError[] };

/** The most warnings that one answer carries. */
export const maxWarnings = 20;

/** So many names that were never seen are looked at in one body: each costs a tenth of a millisecond, and 500 may come. */
const newNamesLooked = 20;

/** A field that no schema describes, and where it stands: `productos.0.`, or `` for the order itself. */
type Unknown = { prefix: string; name: string };

/**
 * Warns of fields that no schema describes and that look like a known one: they are kept with the ticket, but no card shows
 * them. One whose known field came as well is left alone.
 *
 * @param body the order as it was sent
 */
export function fieldWarnings(
  body: Record<string, unknown>,
  unknown: { own: readonly Unknown[]; ofProducts: readonly Unknown[] },
): Warned | undefined {
  const avisos = warningsFor(body, unknown).slice(0, maxWarnings);
  return avisos.length > 0 ? { avisos } : undefined;
}

function warningsFor(
  body: Record<string, unknown>,
  unknown: { own: readonly Unknown[]; ofProducts: readonly Unknown[] },
): FieldError[] {
  const avisos: FieldError[] = [];
  const left = { looks: newNamesLooked };
  for (const { name } of unknown.own) {
    const meant = meantBy(name, orderNames, left);
    if (meant && !isGiven(body, meant)) avisos.push(warning(name, meant));
    if (avisos.length === maxWarnings) return avisos;
  }
  for (const { prefix, name } of unknown.ofProducts) {
    const meant = meantBy(name, productNames, left);
    const product = (body.productos as Record<string, unknown>[])[Number(prefix.split('.')[1])];
    if (meant && product?.[meant] === undefined) avisos.push(warning(`${prefix}${name}`, meant));
    if (avisos.length === maxWarnings) return avisos;
  }
  return avisos;
}

function warning(campo: string, meant: string): FieldError {
  const short = campo.length > 100 ? `${campo.slice(0, 99)}…` : campo;
  return {
    campo: short,
    mensaje: `no se conoce; si es «${meant}», va con ese nombre (se guarda, pero no se muestra)`,
  };
}

function isGiven(body: Record<string, unknown>, name: string): boolean {
  const alias = orderFieldList.find((field) => field.name === name)?.alias;
  return (body[name] ?? (alias && body[alias]) ?? undefined) !== undefined;
}

type Names = { exact: Map<string, string>; known: Map<string, string | undefined> };

const orderNames = namesOf(
  Object.fromEntries(orderFieldList.map(({ name, alias }) => [name, alias ? [alias] : []])),
  {
    numero: ['order_number', 'order_id', 'number', 'id', 'id_pedido', 'pedido', 'nro', 'num'],
    cliente_nombre: ['nombre', 'name', 'cliente', 'customer', 'customer_name', 'nombre_cliente'],
    cliente_direccion: ['address', 'customer_address', 'shipping_address', 'domicilio'],
    cliente_telefono: ['phone', 'customer_phone', 'celular', 'tel', 'whatsapp'],
    cliente_email: ['mail', 'customer_email', 'correo'],
    productos: ['items', 'products', 'line_items', 'articulos', 'lineas', 'detalle'],
    total: ['amount', 'total_amount', 'total_price', 'importe', 'monto', 'precio_total'],
    metodo_pago: ['payment', 'payment_method', 'forma_pago', 'forma_de_pago', 'pago', 'medio_pago'],
    indicaciones: ['notes', 'note', 'comments', 'comentarios', 'observaciones', 'instrucciones'],
    prioridad: ['priority'],
    estado: ['status', 'state'],
  },
);

const productNames = namesOf(
  Object.fromEntries(
    ['nombre', 'cantidad', 'precio', 'subtotal', 'sucursal', 'negocio', 'categoria'].map((name) => [
      name,
      [],
    ]),
  ),
  {
    precio: ['price', 'unit_price', 'precio_unitario', 'importe'],
    subtotal: ['line_total', 'total', 'total_price'],
    categoria: ['category', 'rubro'],
  },
);

function namesOf(fields: Record<string, string[]>, others: Record<string, string[]>): Names {
  const exact = new Map<string, string>();
  for (const [name, aliases] of [...Object.entries(others), ...Object.entries(fields)])
    for (const one of [name, ...aliases]) exact.set(plain(one), name);
  return { exact, known: new Map() };
}

/**
 * The known field that a name seems to mean. A shop sends the same names with every order, so each is looked at once, and of
 * those that were never seen only the first of a body.
 */
function meantBy(name: string, { exact, known }: Names, left: { looks: number }): string | undefined {
  if (known.has(name)) return known.get(name);
  if (left.looks === 0) return undefined;
  left.looks -= 1;
  if (known.size >= 1_000) known.clear();
  const meant = name.length > 40 ? undefined : closest(plain(name), exact);
  known.set(name, meant);
  return meant;
}

function closest(name: string, exact: Names['exact']): string | undefined {
  const same = exact.get(name);
  if (same) return same;
  for (const [candidate, field] of exact) {
    const allowed = candidate.length < 5 ? 0 : candidate.length < 8 ? 1 : 2;
    if (Math.abs(candidate.length - name.length) <= allowed && distance(name, candidate) <= allowed)
      return field;
  }
  return undefined;
}

// Capitals, accents, hyphens and underscores are the usual differences between two shops.
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

/** How many letters are to be added, left out, changed or swapped with the next to make one of the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const now = [row];
    for (let at = 1; at <= b.length; at += 1) {
      const cost = a[row - 1] === b[at - 1] ? 0 : 1;
      const swapped = row > 1 && at > 1 && a[row - 1] === b[at - 2] && a[row - 2] === b[at - 1];
      now[at] = Math.min(
        (last[at] ?? 0) + 1,
        (now[at - 1] ?? 0) + 1,
        (last[at - 1] ?? 0) + cost,
        swapped ? (before[at - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, last] = [last, now];
  }
  return last[b.length] ?? 0;
}
