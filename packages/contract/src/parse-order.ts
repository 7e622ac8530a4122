import { type Order, orderFieldList, orderKey, type Priority, shopDates } from '@relevo/ticket-rules';
import type { z } from 'zod';
import { askedNames, orderBodySchema, productSchema, ticketBodySchema } from './order.ts';
import type { FieldError } from './problem-schemas.ts';
import { textFault } from './text.ts';

type Fields = Record<string, unknown>;

export type Parsed<T> = { ok: true; value: T } | { ok: false; errores: FieldError[] };

/** Checks the body of `POST /api/tickets`; on failure names every bad field at once. */
export function parseTicketBody(body: unknown): Parsed<Order> {
  const parsed = parseFields(ticketBodySchema, body);
  return parsed.ok ? { ok: true, value: toOrder(parsed.value) } : parsed;
}

/** Checks the body of `POST /api/pedidos`; an order without a number comes back with `numero: null`. */
export function parseOrderBody(body: unknown): Parsed<Omit<Order, 'numero'> & { numero: string | null }> {
  const parsed = parseFields(orderBodySchema, body);
  if (!parsed.ok) return parsed;
  return { ok: true, value: toOrder(parsed.value) };
}

/**
 * The faults that a zod error names, as `{campo, mensaje}`; the body itself is the field `cuerpo`.
 * Parse with `reportInput: true`, so that a missing field can be told from a wrong one.
 */
export function fieldErrors(error: z.core.$ZodError): FieldError[] {
  const faults = new Map<string, FieldError>();
  for (const issue of error.issues) {
    const campo = issue.path.map(String).join('.') || 'cuerpo';
    const missing = issue.path.length > 0 && issue.input === undefined;
    // The first fault of a field is enough; zod goes on to measure a list as if it were a text.
    if (!faults.has(campo)) faults.set(campo, { campo, mensaje: missing ? 'es obligatorio' : issue.message });
  }
  return [...faults.values()];
}

function parseFields(schema: z.ZodType<Fields>, body: unknown): Parsed<Fields> {
  const parsed = schema.safeParse(body, { reportInput: true });
  const errores = [
    ...(parsed.success ? [] : fieldErrors(parsed.error)),
    ...aliasFaults(body),
    ...extraFaults(body),
  ];
  if (parsed.success && errores.length === 0) return { ok: true, value: parsed.data };
  return { ok: false, errores };
}

/** Both names of one field with different values: which one counts is the shop's to say, not ours. */
function aliasFaults(body: unknown): FieldError[] {
  if (typeof body !== 'object' || body === null) return [];
  const fields = body as Fields;
  return orderFieldList.flatMap(({ name, alias }) =>
    alias && differ(fields[alias], fields[name])
      ? [{ campo: alias, mensaje: `contradice a ${name}: se envió con los dos nombres` }]
      : [],
  );
}

function differ(a: unknown, b: unknown): boolean {
  return (
    typeof a === 'string' &&
    typeof b === 'string' &&
    a.trim() !== b.trim() &&
    a.trim() !== '' &&
    b.trim() !== ''
  );
}

/** The order in fields that the schema has checked. A number that was not given stays null. */
function toOrder(fields: Fields): Order {
  const order: Fields = {};
  for (const { name, alias, key } of fieldsToKeep)
    order[key] = fields[name] ?? (alias && fields[alias]) ?? null;
  const extra: Fields = {};
  for (const name of Object.keys(fields)) if (!askedNames.has(name)) extra[name] = fields[name];
  for (const name of shopDates) if (fields[name]) extra[name] = fields[name];
  const { prioridad, tipo_cliente, estado } = order as Partial<Order>;
  return {
    ...(order as Order),
    prioridad: priorityOf(prioridad, tipo_cliente),
    estado: estado ?? 'pendiente',
    extra,
  };
}

const fieldsToKeep = orderFieldList.map((field) => ({ ...field, key: orderKey(field) }));

function priorityOf(
  prioridad: Priority | null | undefined,
  tipoCliente: string | null | undefined,
): Priority {
  return tipoCliente === 'comerciante' ? 'alta' : (prioridad ?? 'normal');
}

/** Deeper than any shop nests, shallow enough that no walk over the value can exhaust the stack. */
const maxDepth = 16;

const listedProductFields = new Set(Object.keys(productSchema.shape));

/**
 * Faults in the fields that no schema describes but that are kept with the ticket all the same:
 * texts, numbers and depth, so that what is stored can always be read and shown again.
 */
export function extraFaults(body: unknown): FieldError[] {
  if (!isRecord(body)) return [];
  const faults: FieldError[] = [];
  walkFields(body, askedNames, '', faults);
  if (Array.isArray(body.productos)) {
    for (const [index, product] of body.productos.entries()) {
      if (isRecord(product)) walkFields(product, listedProductFields, `productos.${index}.`, faults);
    }
  }
  return faults;
}

function walkFields(
  fields: Record<string, unknown>,
  listed: ReadonlySet<string>,
  prefix: string,
  faults: FieldError[],
) {
  for (const [name, value] of Object.entries(fields)) {
    if (listed.has(name)) continue;
    const fault = nameFault(name) ?? valueFault(value, 1);
    if (fault) faults.push({ campo: `${prefix}${shortName(name)}`, mensaje: fault });
  }
}

function valueFault(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return textFault(value);
  if (typeof value === 'number') return numberFault(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > maxDepth) return `puede anidar a lo sumo ${maxDepth} niveles`;
  for (const [name, inner] of Object.entries(value)) {
    const fault = nameFault(name) ?? valueFault(inner, depth + 1);
    if (fault) return fault;
  }
  return undefined;
}

function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value)) return 'es un número demasiado grande';
  // JSON.parse has already rounded it: kept as it is, it would not be what was sent.
  const rounded = Number.isInteger(value) && !Number.isSafeInteger(value);
  return rounded ? 'es un entero demasiado grande: hay que enviarlo como texto' : undefined;
}

function nameFault(name: string): string | undefined {
  // A copy of an object with such a key would change its prototype instead of keeping the field.
  if (name === '__proto__') return 'no es un nombre de campo permitido';
  return textFault(name);
}

function shortName(name: string): string {
  return JSON.stringify(name.slice(0, 64)).slice(1, -1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
