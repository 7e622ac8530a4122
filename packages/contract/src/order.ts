import {
  maxCentavos,
  nextStates,
  type Order,
  type OrderField,
  orderFieldList,
  orderKey,
  type Priority,
  type Product,
  priorities,
  shopDates,
  smokeOrigin,
  states,
  toCentavos,
} from '@relevo/ticket-rules';
import { z } from 'zod';

import type { FieldError } from './problem-schemas.ts';
import type { Scope } from './scopes.ts';
import { line, maxTextLength, optionalLine, optionalText, textFault } from './text.ts';
import { fieldWarnings } from './warnings.ts';

export const stateSchema = z.enum(states, `debe ser uno de: ${states.join(', ')}`);
export const prioritySchema = z.enum(priorities, `debe ser una de: ${priorities.join(', ')}`);

/** The name of a caller, whose orders they are. */
export const callerName = z
  .string('debe ser un texto')
  .regex(/^[a-z0-9-]{1,32}$/, 'debe tener de 1 a 32 letras minúsculas, números o guiones');

const numeroMessage = 'debe ser un texto de 1 a 64 caracteres o un número entero';

/** The order's number: text of 1 to 64 characters, or an integer, which becomes text. */
export const numeroSchema = z
  .union([line(64), z.int(numeroMessage)], numeroMessage)
  .transform((numero) => String(numero));

const quantityMessage = 'debe ser un número mayor que 0';
const priceSchema = z
  .number('debe ser un número mayor o igual que 0')
  .min(0, 'debe ser un número mayor o igual que 0')
  .max(maxCentavos / 100, 'puede ser a lo sumo 999999999999.99');

/** A product of an order. Fields that are not named here are kept. */
export const productSchema = z.looseObject(
  {
    nombre: line(2_000),
    cantidad: z.number(quantityMessage).positive(quantityMessage).max(1_000_000_000, 'es demasiado grande'),
    precio: priceSchema.nullish(),
    subtotal: priceSchema.nullish(),
    sucursal: line(2_000, 0).nullish(),
    negocio: line(2_000, 0).nullish(),
    categoria: line(2_000, 0).nullish(),
  },
  'debe ser un producto {nombre, cantidad, precio} o un texto',
);

// Not a z.union: an object's own faults (`productos.0.cantidad`) would be hidden behind "no option matches".
const productEntrySchema = z.preprocess(
  (entry) => (typeof entry === 'string' ? { nombre: entry, cantidad: 1 } : entry),
  productSchema,
);

const amountMessage = 'debe ser un número mayor o igual que 0';
const numericText = /^\s*\d{1,15}(\.\d+)?\s*$/;

/** An amount in pesos, number or numeric text, ≥ 0; becomes whole centavos. */
export const amountSchema = z
  .union([z.number(), z.string().regex(numericText, amountMessage)], amountMessage)
  .transform((amount, context) => {
    const centavos = toCentavos(Number(amount));
    const fault = amountFault(Number(amount), centavos);
    if (!fault && centavos !== undefined) return centavos;
    context.issues.push({ code: 'custom', message: fault ?? '', input: amount });
    return z.NEVER;
  });

function amountFault(pesos: number, centavos: number | undefined): string | undefined {
  if (pesos < 0) return amountMessage;
  if (pesos * 100 > maxCentavos + 0.5) return 'puede ser a lo sumo 999999999999.99';
  if (centavos === undefined) return 'puede tener a lo sumo dos decimales';
  return undefined;
}

export const maxProducts = 500;

const productsSchema = z
  .array(productEntrySchema, 'debe ser una lista')
  .max(maxProducts, `puede tener a lo sumo ${maxProducts} productos`)
  .nullish()
  .transform((products): Product[] => products ?? []);

const schemaOf: Record<OrderField['kind'], (field: OrderField) => z.ZodType> = {
  number: () => numeroSchema,
  line: ({ required, max }) => (required ? line(max ?? maxTextLength) : optionalLine(max)),
  text: ({ max }) => optionalText(max),
  products: () => productsSchema,
  amount: () => amountSchema,
  priority: () => prioritySchema.nullish(),
  state: () => stateSchema.nullish(),
};

/** The fields in the order in which the intake names them and their faults: each with its alias, the shop's dates last. */
function intakeFields(): Record<string, z.ZodType> {
  const fields: Record<string, z.ZodType> = {};
  for (const field of inIntakeOrder()) {
    fields[field.name] = schemaOf[field.kind](field);
    if (field.alias) fields[field.alias] = schemaOf[field.kind](field);
  }
  for (const name of shopDates) fields[name] = optionalLine();
  return fields;
}

function inIntakeOrder() {
  const placed = orderFieldList.filter(({ listedBefore }) => !listedBefore);
  const ordered = [
    ...placed.filter(({ required }) => required),
    ...placed.filter(({ required }) => !required),
  ];
  for (const field of orderFieldList) {
    if (!field.listedBefore) continue;
    ordered.splice(
      ordered.findIndex(({ name }) => name === field.listedBefore),
      0,
      field,
    );
  }
  return ordered;
}

const bodyMessage = 'debe ser un objeto JSON';
const intake = intakeFields();

/** Body of `POST /api/tickets`. */
export const ticketBodySchema = z.looseObject(intake, bodyMessage);
/** Body of `POST /api/pedidos`: the number is optional. */
export const orderBodySchema = z.looseObject({ ...intake, numero: numeroSchema.nullish() }, bodyMessage);
/** The names of all fields that the intake knows. */
export const intakeNames: ReadonlySet<string> = new Set(Object.keys(intake));

/** Body of `POST /api/pedido-de-prueba`. */
export const testOrderSchema = z.object(
  {
    /** Made by the client, one per order: the same id again makes no second one. */
    id: z.uuid('debe ser un UUID'),
  },
  'debe ser un objeto JSON',
);

/**
 * Names the scope that a key is missing for this order besides the one for posting, and the field that asks for it: for an
 * order of the smoke test, which no board shows, and for one that is over already, which nobody would see to.
 */
export function missingScope(
  { origen, estado }: Pick<Order, 'origen' | 'estado'>,
  scopes: ReadonlySet<Scope>,
): { scope: Scope; field: string } | undefined {
  if (origen === smokeOrigin && !scopes.has('prueba')) return { scope: 'prueba', field: 'origen' };
  const isOver = nextStates[estado].length === 0;
  if (isOver && !scopes.has('historico')) return { scope: 'historico', field: 'estado' };
  return undefined;
}

type Fields = Record<string, unknown>;

/** `avisos`: fields that look like a known one, if there are any. */
export type Parsed<T> = { avisos?: FieldError[] } & (
  | { ok: true; value: T }
  | { ok: false; errores: FieldError[] }
);

/**
 * Checks the body of `POST /api/tickets`; on failure names every bad field at once.
 * @param relayed the order was accepted by a store, maybe by one that had no `maxExtraBytes` yet
 */
export function parseTicketBody(body: unknown, { relayed = false } = {}): Parsed<Order> {
  const parsed = parseFields(ticketBodySchema, body, relayed);
  return parsed.ok ? { ...parsed, value: toOrder(parsed.value) } : parsed;
}

/** Checks the body of `POST /api/pedidos`; an order without a number comes back with `numero: null`. */
export function parseOrderBody(body: unknown): Parsed<Omit<Order, 'numero'> & { numero: string | null }> {
  const parsed = parseFields(orderBodySchema, body);
  if (!parsed.ok) return parsed;
  return { ...parsed, value: toOrder(parsed.value) };
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

function parseFields(schema: z.ZodType<Fields>, body: unknown, anySize = false): Parsed<Fields> {
  const extra = extraFieldsOf(body);
  const tooMany = anySize ? [] : extraCountFaults(extra);
  if (tooMany.length > 0) return { ok: false, errores: tooMany };
  const parsed = schema.safeParse(body, { reportInput: true });
  const faults = extraFaults(extra);
  const errores = [
    ...(parsed.success ? [] : fieldErrors(parsed.error)),
    ...aliasFaults(body),
    ...faults,
    // Only what nests no deeper than it may is measured.
    ...(faults.length > 0 || anySize ? [] : sizeFaults(extra.own, maxExtraBytes)),
    ...(faults.length > 0 || anySize ? [] : sizeFaults(extra.ofProducts, maxProductExtraBytes)),
  ];
  // Who relays an order has nobody to tell.
  const isPlain = anySize || extra.own.length + extra.ofProducts.length === 0 || faults.length > 0;
  const avisos = isPlain ? [] : fieldWarnings(body as Fields, extra);
  const warned = avisos.length > 0 ? { avisos } : undefined;
  if (parsed.success && errores.length === 0) return { ok: true, value: parsed.data, ...warned };
  return { ok: false, errores, ...warned };
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
  for (const name of Object.keys(fields)) if (!intakeNames.has(name)) extra[name] = fields[name];
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

/** A field that no schema describes but that is kept with the ticket all the same. `prefix`: where it stands. */
type ExtraField = { prefix: string; name: string; value: unknown };
type ExtraFields = { own: ExtraField[]; ofProducts: ExtraField[] };

function extraFieldsOf(body: unknown): ExtraFields {
  if (!isRecord(body)) return { own: [], ofProducts: [] };
  const ofProducts: ExtraField[] = [];
  if (Array.isArray(body.productos)) {
    for (const [index, product] of body.productos.entries())
      if (isRecord(product)) addExtra(ofProducts, product, listedProductFields, `productos.${index}.`);
  }
  return { own: addExtra([], body, intakeNames, ''), ofProducts };
}

function addExtra(found: ExtraField[], fields: Fields, listed: ReadonlySet<string>, prefix: string) {
  for (const name of Object.keys(fields))
    if (!listed.has(name)) found.push({ prefix, name, value: fields[name] });
  return found;
}

function faultIn({ prefix, name }: ExtraField, mensaje: string): FieldError {
  return { campo: `${prefix}${shortName(name)}`, mensaje };
}

/** Faults in their texts, numbers and depth, so that what is stored can always be read and shown again. */
function extraFaults({ own, ofProducts }: ExtraFields): FieldError[] {
  const faults: FieldError[] = [];
  for (const field of [...own, ...ofProducts]) {
    const mensaje = nameFault(field.name) ?? valueFault(field.value, 1);
    if (mensaje) faults.push(faultIn(field, mensaje));
  }
  return faults;
}

/** The most bytes that the fields which no schema describes may have together, as JSON; those of products apart. */
export const maxExtraBytes = 16 * 1_024;
export const maxProductExtraBytes = 64 * 1_024;
/** The most of them that an order may have, beside its products. */
export const maxExtraFields = 500;
/** The most of them with all that is nested in them, those of products too. */
export const maxExtraParts = 10_000;

/** Faults an order with so many of them that to check each would hold up others. */
function extraCountFaults({ own, ofProducts }: ExtraFields): FieldError[] {
  const first = own[maxExtraFields];
  if (first) return [faultIn(first, `hay más de ${maxExtraFields} campos que no se conocen`)];
  let left = maxExtraParts;
  for (const field of [...own, ...ofProducts]) {
    left -= partsOf(field.value, left);
    const mensaje = `los campos que no se conocen tienen más de ${maxExtraParts} partes`;
    if (left < 0) return [faultIn(field, mensaje)];
  }
  return [];
}

/** Counts a value and what is nested in it as deep as it may be, up to just above `limit`. */
function partsOf(value: unknown, limit: number, depth = 0): number {
  let count = 1;
  if (typeof value !== 'object' || value === null || depth > maxDepth) return count;
  for (const inner of Object.values(value)) {
    if (count > limit) break;
    count += partsOf(inner, limit - count, depth + 1);
  }
  return count;
}

/** Faults the largest of the fields, if all of them together are too large. */
function sizeFaults(fields: ExtraField[], max: number): FieldError[] {
  const sizeOf = ({ name, value }: ExtraField) => sizeAtMost(name) + sizeAtMost(value) + 2;
  // Nearly every order is far below: only one that may be above is written out to be measured.
  let most = 2;
  for (const field of fields) most += sizeOf(field);
  if (most <= max) return [];
  const written = fields.map(({ name, value }) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  if (utf8.encode(`{${written.join()}}`).length <= max) return [];
  const largest = fields.reduce((one, other) => (sizeOf(other) > sizeOf(one) ? other : one));
  const mensaje = `es el mayor de los campos que no se conocen, y juntos pueden ocupar a lo sumo ${max / 1_024} KiB`;
  return [faultIn(largest, mensaje)];
}

/** A size in bytes of JSON that the value does not exceed. Its texts hold no control characters but line breaks. */
function sizeAtMost(value: unknown): number {
  if (typeof value === 'string') return value.length * 3 + 2;
  if (typeof value !== 'object' || value === null) return 25;
  let size = 2;
  for (const [name, inner] of Object.entries(value)) size += name.length * 3 + 4 + sizeAtMost(inner);
  return size;
}

const utf8 = new TextEncoder();

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
