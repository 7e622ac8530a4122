import {
  maxCentavos,
  type OrderField,
  orderFieldList,
  type Product,
  priorities,
  shopDates,
  states,
  toCentavos,
} from '@relevo/ticket-rules';
import { z } from 'zod';
import { line, maxTextLength, optionalLine, optionalText } from './text.ts';

export const stateSchema = z.enum(states, `debe ser uno de: ${states.join(', ')}`);
export const prioritySchema = z.enum(priorities, `debe ser una de: ${priorities.join(', ')}`);

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
function askedFields(): Record<string, z.ZodType> {
  const fields: Record<string, z.ZodType> = {};
  for (const field of inAskedOrder()) {
    fields[field.name] = schemaOf[field.kind](field);
    if (field.alias) fields[field.alias] = schemaOf[field.kind](field);
  }
  for (const name of shopDates) fields[name] = optionalLine();
  return fields;
}

function inAskedOrder() {
  const placed = orderFieldList.filter(({ askedBefore }) => !askedBefore);
  const ordered = [
    ...placed.filter(({ required }) => required),
    ...placed.filter(({ required }) => !required),
  ];
  for (const field of orderFieldList) {
    if (!field.askedBefore) continue;
    ordered.splice(
      ordered.findIndex(({ name }) => name === field.askedBefore),
      0,
      field,
    );
  }
  return ordered;
}

const bodyMessage = 'debe ser un objeto JSON';
const asked = askedFields();

/** Body of `POST /api/tickets`. */
export const ticketBodySchema = z.looseObject(asked, bodyMessage);
/** Body of `POST /api/pedidos`: the number is optional. */
export const orderBodySchema = z.looseObject({ ...asked, numero: numeroSchema.nullish() }, bodyMessage);
/** The names of all fields that the intake knows. */
export const askedNames: ReadonlySet<string> = new Set(Object.keys(asked));

/** Body of `POST /api/pedido-de-prueba`. */
export const testOrderSchema = z.object(
  {
    /** Made by the client, one per order: the same id again makes no second one. */
    id: z.uuid('debe ser un UUID'),
  },
  'debe ser un objeto JSON',
);
