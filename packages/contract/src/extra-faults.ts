import { orderBodySchema, productSchema } from './order.ts';
import type { FieldError } from './problem-schemas.ts';
import { textFault } from './text.ts';

/** Deeper than any shop nests, shallow enough that no walk over the value can exhaust the stack. */
const maxDepth = 16;

const listedFields = new Set(Object.keys(orderBodySchema.shape));
const listedProductFields = new Set(Object.keys(productSchema.shape));

/**
 * Faults in the fields that no schema describes but that are kept with the ticket all the same:
 * texts, numbers and depth, so that what is stored can always be read and shown again.
 */
export function extraFaults(body: unknown): FieldError[] {
  if (!isRecord(body)) return [];
  const faults: FieldError[] = [];
  walkFields(body, listedFields, '', faults);
  if (Array.isArray(body.productos)) {
    for (const [index, product] of body.productos.entries()) {
      if (isRecord(product)) walkFields(product, listedProductFields, `productos.${index}.`, faults);
    }
  }
  return faults;
}

function walkFields(
  fields: Record<string, unknown>,
  listed: Set<string>,
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
