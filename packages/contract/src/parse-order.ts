import type { z } from 'zod';
import { extraFaults } from './extra-faults.ts';
import { aliases, type Order, orderBodySchema, ticketBodySchema } from './order.ts';
import type { FieldError } from './problem-schemas.ts';
import type { Priority } from './states.ts';

export type Parsed<T> = { ok: true; value: T } | { ok: false; errores: FieldError[] };

/** Checks the body of `POST /api/tickets`; on failure names every bad field at once. */
export function parseTicketBody(body: unknown): Parsed<Order> {
  const parsed = parseFields(ticketBodySchema, body);
  return parsed.ok ? { ok: true, value: toOrder(parsed.value, parsed.value.numero) } : parsed;
}

/** Checks the body of `POST /api/pedidos`; an order without a number comes back with `numero: null`. */
export function parseOrderBody(body: unknown): Parsed<Omit<Order, 'numero'> & { numero: string | null }> {
  const parsed = parseFields(orderBodySchema, body);
  if (!parsed.ok) return parsed;
  const numero = parsed.value.numero ?? null;
  return { ok: true, value: { ...toOrder(parsed.value, ''), numero } };
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

type Fields = z.output<typeof orderBodySchema>;

function parseFields<T>(schema: z.ZodType<T>, body: unknown): Parsed<T> {
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
  const fields = body as Record<string, unknown>;
  return Object.entries(aliases)
    .filter(([alias, field]) => differ(fields[alias], fields[field]))
    .map(([alias, field]) => ({
      campo: alias,
      mensaje: `contradice a ${field}: se envió con los dos nombres`,
    }));
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

function toOrder(fields: Fields, numero: string): Order {
  const {
    numero: _numero,
    cliente_nombre,
    total,
    cliente_direccion,
    direccion,
    cliente_telefono,
    telefono,
    cliente_email,
    email,
    indicaciones,
    notas,
    productos,
    metodo_pago,
    prioridad,
    estado,
    tipo_cliente,
    origen,
    fecha_creacion,
    fecha_pedido,
    ...rest
  } = fields;
  const dates = { ...(fecha_creacion && { fecha_creacion }), ...(fecha_pedido && { fecha_pedido }) };
  return {
    numero,
    cliente_nombre,
    cliente_direccion: cliente_direccion ?? direccion,
    cliente_telefono: cliente_telefono ?? telefono,
    cliente_email: cliente_email ?? email,
    productos,
    totalCentavos: total,
    metodo_pago,
    indicaciones: indicaciones ?? notas,
    prioridad: priorityOf(prioridad, tipo_cliente),
    estado: estado ?? 'pendiente',
    tipo_cliente,
    origen,
    extra: { ...rest, ...dates },
  };
}

function priorityOf(prioridad: Priority | null | undefined, tipoCliente: string | null): Priority {
  return tipoCliente === 'comerciante' ? 'alta' : (prioridad ?? 'normal');
}
