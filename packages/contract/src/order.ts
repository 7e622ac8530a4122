import { z } from 'zod';
import { maxCentavos, toCentavos } from './money.ts';
import { type Priority, priorities, type State, states } from './states.ts';
import { line, optionalLine, optionalText } from './text.ts';

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
export type Product = z.infer<typeof productSchema>;

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

const orderFields = {
  cliente_nombre: line(200),
  total: amountSchema,
  cliente_direccion: optionalLine(),
  direccion: optionalLine(),
  cliente_telefono: optionalLine(),
  telefono: optionalLine(),
  cliente_email: optionalLine(),
  email: optionalLine(),
  indicaciones: optionalText(),
  notas: optionalText(),
  productos: z
    .array(productEntrySchema, 'debe ser una lista')
    .max(maxProducts, `puede tener a lo sumo ${maxProducts} productos`)
    .nullish()
    .transform((products) => products ?? []),
  metodo_pago: optionalLine(),
  prioridad: prioritySchema.nullish(),
  estado: stateSchema.nullish(),
  tipo_cliente: optionalLine(),
  origen: optionalLine(),
  fecha_creacion: optionalLine(),
  fecha_pedido: optionalLine(),
};

const bodyMessage = 'debe ser un objeto JSON';

/** Body of `POST /api/tickets`. */
export const ticketBodySchema = z.looseObject({ numero: numeroSchema, ...orderFields }, bodyMessage);
/** Body of `POST /api/pedidos`: the number is optional. */
export const orderBodySchema = z.looseObject({ numero: numeroSchema.nullish(), ...orderFields }, bodyMessage);

/** Alias on the wire → the field that it stands for. */
export const aliases = {
  direccion: 'cliente_direccion',
  telefono: 'cliente_telefono',
  email: 'cliente_email',
  notas: 'indicaciones',
} as const;

/** An order that has been checked: aliases resolved, defaults filled in, money in whole centavos. */
export type Order = {
  numero: string;
  cliente_nombre: string;
  cliente_direccion: string | null;
  cliente_telefono: string | null;
  cliente_email: string | null;
  productos: Product[];
  totalCentavos: number;
  metodo_pago: string | null;
  indicaciones: string | null;
  prioridad: Priority;
  estado: State;
  tipo_cliente: string | null;
  origen: string | null;
  /** Everything that the contract does not list, and the shop's own dates. */
  extra: Record<string, unknown>;
};

/** Body of `POST /api/pedido-de-prueba`. */
export const testOrderSchema = z.object(
  {
    /** Made by the client, one per order: the same id again makes no second one. */
    id: z.uuid('debe ser un UUID'),
  },
  'debe ser un objeto JSON',
);
