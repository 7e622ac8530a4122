import {
  canonicalOrder,
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
import { aliasDoc, fieldDocs, fieldWarnings, productDocs, type Warned } from './field-words.ts';
import type { FieldError } from './problem-schemas.ts';
import type { Scope } from './scopes.ts';
import {
  cleanLine,
  cleanNumber,
  cleanValue,
  extraCountFaults,
  extraFaults,
  extraFieldsOf,
  isRecord,
  line,
  mapFields,
  mapList,
  maxExtraBytes,
  maxProductExtraBytes,
  maxTextLength,
  optionalLine,
  optionalText,
  sizeFaults,
  textLine,
} from './text.ts';

export const stateSchema = z.enum(states, `debe ser uno de: ${states.join(', ')}`);
export const prioritySchema = z.enum(priorities, `debe ser una de: ${priorities.join(', ')}`);

/** The name of a caller, whose orders they are. */
export const callerName = z
  .string('debe ser un texto')
  .regex(/^[a-z0-9-]{1,32}$/, 'debe tener de 1 a 32 letras minúsculas, números o guiones');

const numeroMessage = 'debe ser un texto de 1 a 64 caracteres o un número entero';
const dots = 'no puede ser un punto o dos: no habría con qué dirección pedirlo';

/**
 * The order's number: text of 1 to 64 characters, or an integer, which becomes text. Two that look the same become the same.
 */
export const numeroSchema = z
  .union([textLine(64, cleanNumber).regex(/^(?!\.{1,2}$)/, dots), z.int(numeroMessage)], numeroMessage)
  .transform((numero) => String(numero));
const storedNumero = z
  .union([textLine(64, (text) => text.trim()), z.int()])
  .transform((numero) => String(numero));

const quantityMessage = 'debe ser un número mayor que 0';
const priceSchema = z
  .number('debe ser un número mayor o igual que 0')
  .min(0, 'debe ser un número mayor o igual que 0')
  .max(maxCentavos / 100, 'puede ser a lo sumo 999999999999.99');

/** A product of an order. Fields that are not named here are kept. */
export const productSchema = z.looseObject(
  {
    nombre: line(2_000).meta(productDocs.nombre),
    cantidad: z
      .number(quantityMessage)
      .positive(quantityMessage)
      .max(1_000_000_000, 'es demasiado grande')
      .meta(productDocs.cantidad),
    precio: priceSchema.nullish().meta(productDocs.precio),
    subtotal: priceSchema.nullish().meta(productDocs.subtotal),
    sucursal: line(2_000, 0).nullish().meta(productDocs.sucursal),
    negocio: line(2_000, 0).nullish().meta(productDocs.negocio),
    categoria: line(2_000, 0).nullish().meta(productDocs.categoria),
  },
  'debe ser un producto {nombre, cantidad, precio} o un texto',
);

// Not a z.union: an object's own faults (`productos.0.cantidad`) would be hidden behind "no option matches".
const productEntrySchema = z
  .preprocess(
    (entry) => (typeof entry === 'string' ? { nombre: entry, cantidad: 1 } : entry),
    productSchema,
    // In JSON Schema too: what is said of fields holds of an object alone.
  )
  .meta({ type: ['object', 'string'] });

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
    fields[field.name] = schemaOf[field.kind](field).meta(fieldDocs[field.name]);
    if (field.alias) fields[field.alias] = schemaOf[field.kind](field).meta(aliasDoc(field.name));
  }
  for (const name of shopDates) fields[name] = optionalLine().meta(fieldDocs[name]);
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
export const orderBodySchema = z.looseObject(
  { ...intake, numero: numeroSchema.nullish().meta(fieldDocs.numero) },
  bodyMessage,
);
const relayedBodySchema = ticketBodySchema.extend({ numero: storedNumero });
const storedBodySchema = orderBodySchema.extend({ numero: storedNumero.nullish() });
/** The names of all fields that the intake knows. */
export const intakeNames: ReadonlySet<string> = new Set(Object.keys(intake));

/** Body of `POST /api/pedido-de-prueba`. */
export const testOrderSchema = z.object(
  {
    id: z.uuid('debe ser un UUID').meta({
      description: 'Lo pone quien llama, uno por pedido: repetido, no crea otro',
      example: '2c34b8a4-51c7-4a0c-9d3e-7d5f6f1a0b0b',
    }),
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
export type Parsed<T> = ({ ok: true; value: T } | { ok: false; errores: FieldError[] }) & Warned;

/**
 * What a good body says. `body`: the same body with its texts cleaned, for handing it on. `sentAs`: its number where that was
 * spelled otherwise; a version before may have stored it so.
 */
type ParsedOrder<O> = { avisos?: FieldError[] } & (
  | { ok: true; value: O; body: Fields; sentAs?: string }
  | { ok: false; errores: FieldError[] }
);

/**
 * Checks the body of `POST /api/tickets`; on failure names every bad field at once.
 * @param relayed the order was accepted by a store, maybe by one of a version that took more: its number is left as that
 * store knows it
 */
export function parseTicketBody(body: unknown, { relayed = false } = {}): ParsedOrder<Order> {
  return parseOrder(relayed ? relayedBodySchema : ticketBodySchema, body, relayed);
}

/** Checks the body of `POST /api/pedidos`; an order without a number comes back with `numero: null`. */
export function parseOrderBody(
  body: unknown,
): ParsedOrder<Omit<Order, 'numero'> & { numero: string | null }> {
  return parseOrder(orderBodySchema, body);
}

function parseOrder(schema: z.ZodType<Fields>, body: unknown, relayed = false): ParsedOrder<Order> {
  const tooMany = relayed ? [] : extraCountFaults(extraFieldsOf(body, listedNames));
  if (tooMany.length > 0) return { ok: false, errores: tooMany };
  const clean = cleanBody(body, relayed);
  const parsed = parseFields(schema, clean, relayed);
  if (!parsed.ok) return parsed;
  const value = toOrder(parsed.value);
  const sentAs = trimmed((body as Fields).numero);
  const other = typeof sentAs === 'string' && sentAs !== value.numero ? { sentAs } : undefined;
  return { ...parsed, value, body: clean as Fields, ...other };
}

const lines: ReadonlySet<string> = new Set([...namesOf('line'), ...shopDates]);
const numbersOfProducts: ReadonlySet<string> = new Set(['cantidad', 'precio', 'subtotal']);

function namesOf(kind: OrderField['kind']): string[] {
  const fields = orderFieldList.filter((field) => field.kind === kind);
  return fields.flatMap(({ name, alias }) => (alias ? [name, alias] : [name]));
}

/** Cleans every text of an order but its number. Gives back the body itself where there is nothing to clean. */
function cleanBody(body: unknown, relayed: boolean): unknown {
  if (!isRecord(body)) return body;
  // An order that was accepted is not refused for what nobody can see any more.
  const clean = (text: string) => cleanLine(text) || (relayed && text.trim() ? '—' : '');
  return mapFields(body, (name, value) => {
    if (name === 'numero') return value;
    if (name === 'productos' && Array.isArray(value))
      return mapList(value, (product) => cleanProduct(product, clean));
    return typeof value === 'string' && lines.has(name) ? clean(value) : cleanValue(value);
  });
}

function cleanProduct(product: unknown, clean: (text: string) => string): unknown {
  if (typeof product === 'string') return clean(product);
  if (!isRecord(product)) return product;
  return mapFields(product, (name, value) => {
    if (typeof value !== 'string' || !listedProductFields.has(name)) return cleanValue(value);
    if (!numbersOfProducts.has(name)) return clean(value);
    return numericText.test(value) ? Number(value) : value;
  });
}

/** An order as a version before has stored it. `body` may have lost its customer. */
type OrderOfBefore = { canonicalVersion: number; body: string };

/**
 * Tells whether a good body is an order that is stored under an older version of the canonical form. Version 1 took texts as
 * they came: both spellings are tried, and then both bodies are compared as orders are compared since.
 * @param isStored whether the stored order's fingerprint is of this canonical text
 */
export function isOrderOfBefore(
  body: unknown,
  { canonicalVersion, body: stored }: OrderOfBefore,
  isStored: (canonicalText: string) => boolean,
): boolean {
  const sent = parseOrder(storedBodySchema, body, true);
  if (!sent.ok) return false;
  if (isStored(canonicalOrder(sent.value, canonicalVersion))) return true;
  if (canonicalVersion > 1) return false;
  if (isStored(canonicalOrder(asTakenBefore(sent.value, body as Fields), 1))) return true;
  const before = parseOrder(storedBodySchema, JSON.parse(stored), true);
  return before.ok && canonicalOrder(before.value, 2) === canonicalOrder(sent.value, 2);
}

/** The order with its texts as they were sent, only trimmed. */
function asTakenBefore(order: Order, body: Fields): Order {
  const texts: Fields = {};
  for (const { name, alias, kind } of orderFieldList) {
    if (kind !== 'line' && kind !== 'text') continue;
    texts[name] = trimmed(body[name]) || (alias && trimmed(body[alias])) || null;
  }
  const sent = (body.productos ?? []) as unknown[];
  const productos = sent.map((product) => {
    if (!isRecord(product)) return { nombre: trimmed(product), cantidad: 1 };
    return mapFields(product, (name, value) => (listedProductFields.has(name) ? trimmed(value) : value));
  });
  return { ...order, ...texts, productos: productos as Product[] };
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
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
  const extra = extraFieldsOf(body, listedNames);
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
  const warned = isPlain ? undefined : fieldWarnings(body as Fields, extra);
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

const listedProductFields = new Set(Object.keys(productSchema.shape));
const listedNames = { own: intakeNames, ofProducts: listedProductFields };
