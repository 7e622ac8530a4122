import { z } from 'zod';

// \p{Cc} are the control characters; \p{Cs} under the u flag are lone surrogates, which have no UTF-8 form.
const oneLine = /^[^\p{Cc}\p{Cs}]*$/u;
const manyLines = /^(?:[^\p{Cc}\p{Cs}]|[\r\n])*$/u;

export const maxTextLength = 2_000;

const controlMessage = 'no puede contener caracteres de control';

/** A required line of text, trimmed, `min` to `max` characters, without control characters. */
export function line(max: number, min = 1) {
  return z
    .string('debe ser un texto')
    .trim()
    .min(min, 'no puede estar vacío')
    .max(max, `puede tener a lo sumo ${max} caracteres`)
    .regex(oneLine, controlMessage);
}

/** An optional line of text; `""` and null mean absent and become null. */
export function optionalLine(max = maxTextLength) {
  return absentAsNull(line(max, 0));
}

/** Optional free text in which line breaks are allowed; `""` and null mean absent and become null. */
export function optionalText(max = maxTextLength) {
  return absentAsNull(
    z
      .string('debe ser un texto')
      .trim()
      .max(max, `puede tener a lo sumo ${max} caracteres`)
      .regex(manyLines, `${controlMessage} (salvo saltos de línea)`),
  );
}

function absentAsNull<S extends z.ZodType<string, string>>(schema: S) {
  return schema.nullish().transform((text) => text || null);
}

/** What is wrong with a text that no schema describes, or undefined. */
export function textFault(text: string): string | undefined {
  if (text.length > maxTextLength) return `puede tener a lo sumo ${maxTextLength} caracteres`;
  if (!manyLines.test(text)) return controlMessage;
  return undefined;
}

/** A secret that somebody sends: a token, a password. */
export const secret = z.string('debe ser un texto');
/** An email as people type it. */
export const email = z.email('debe ser un correo electrónico').max(200).toLowerCase();
/** At least 10 characters, as NIST SP 800-63B advises length rather than kinds of characters. */
export const newPassword = secret
  .min(10, 'debe tener al menos 10 caracteres')
  .max(200, 'puede tener a lo sumo 200 caracteres');
