import { z } from 'zod';

import type { FieldError } from './problem-schemas.ts';

type Fields = Record<string, unknown>;

// \p{Cc} are the control characters; \p{Cs} under the u flag are lone surrogates, which have no UTF-8 form.
const oneLine = /^[^\p{Cc}\p{Cs}]*$/u;
const manyLines = /^(?:[^\p{Cc}\p{Cs}]|\n)*$/u;

// What nearly every text is made of: nothing in it can be written in two ways, so it is clean as it is.
const plainLine = /^[ -~\u00a1-\u00ac\u00ae-\u02ff]*$/;
const plainText = /^[\n -~\u00a1-\u00ac\u00ae-\u02ff]*$/;

const lineBreak = /\r\n?|[\u2028\u2029]/g;
/** What stands for a space: tabs, C1 characters (the dash of an old database), every other width, and blank letters. */
const spaces = /[\t\v\f\u0080-\u00a0\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]/g;
// Signs that show nothing, or direct how others are shown. The joiners stay: emoji and some languages need them.
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each stands for itself
const unseen = /[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const ignorable = /\p{Default_Ignorable_Code_Point}/gu;
const visible = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/**
 * Cleans a text that may have several lines, so that what looks the same is the same: composed letters (NFC), `\n` between
 * lines, one kind of space, no signs that nobody sees. Empty when nothing visible is left. Not trimmed.
 */
export function cleanText(text: string): string {
  return plainText.test(text) ? text : cleaned(text.replace(lineBreak, '\n'));
}

/** Cleans a text on one line, as `cleanText`, and trims it. A line break within becomes a comma: `Av. 1\nPiso 3`. */
export function cleanLine(text: string): string {
  if (plainLine.test(text)) return text.trim();
  const lines = cleaned(text.replace(lineBreak, '\n')).split('\n');
  if (lines.length === 1) return (lines[0] ?? '').trim();
  const parts = lines.map((part) => part.trim()).filter(Boolean);
  const withoutComma = (part: string) => (part.endsWith(',') ? part.slice(0, -1).trimEnd() : part);
  return parts.map((part, at) => (at < parts.length - 1 ? withoutComma(part) : part)).join(', ');
}

/** Cleans an order's number: as a line, and what looks like a hyphen or one space is one. Breaks are left to be refused. */
export function cleanNumber(text: string): string {
  if (/^[!-~]*$/.test(text)) return text;
  const seen = cleaned(text.replace(lineBreak, '\n')).replace(ignorable, '').normalize('NFC');
  return seen
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, '-')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function cleaned(text: string): string {
  // Composed last: what is taken out may have stood between a letter and its accent.
  const seen = text.replace(spaces, ' ').replace(unseen, '').normalize('NFC');
  return visible.test(seen) ? seen : '';
}

export const maxTextLength = 2_000;

const controlMessage = 'no puede contener caracteres de control';

/** A required line of text, cleaned, `min` to `max` characters, without control characters. */
export function line(max: number, min = 1) {
  return textLine(max, cleanLine, min);
}

/** A line of text as `clean` leaves it. */
export function textLine(max: number, clean: (text: string) => string, min = 1) {
  return z
    .string('debe ser un texto')
    .overwrite(clean)
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
      .overwrite((text) => cleanText(text).trim())
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

/** Deeper than any shop nests, shallow enough that no walk over the value can exhaust the stack. */
const maxDepth = 16;

/** What is wrong in a value that no schema describes, so that what is stored can always be read and shown again. */
function valueFault(value: unknown, depth = 1): string | undefined {
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

/** A size in bytes of JSON that the value does not exceed. Its texts hold no control characters but line breaks. */
function sizeAtMost(value: unknown): number {
  if (typeof value === 'string') return value.length * 3 + 2;
  if (typeof value !== 'object' || value === null) return 25;
  let size = 2;
  for (const [name, inner] of Object.entries(value)) size += name.length * 3 + 4 + sizeAtMost(inner);
  return size;
}

/** A field that no schema describes but that is kept with the ticket all the same. `prefix`: where it stands. */
type ExtraField = { prefix: string; name: string; value: unknown };
type ExtraFields = { own: ExtraField[]; ofProducts: ExtraField[] };

/** Finds the fields of an order, and of its products, that are not listed. */
export function extraFieldsOf(
  body: unknown,
  listed: { own: ReadonlySet<string>; ofProducts: ReadonlySet<string> },
): ExtraFields {
  if (!isRecord(body)) return { own: [], ofProducts: [] };
  const ofProducts: ExtraField[] = [];
  if (Array.isArray(body.productos)) {
    for (const [index, product] of body.productos.entries())
      if (isRecord(product)) addExtra(ofProducts, product, listed.ofProducts, `productos.${index}.`);
  }
  return { own: addExtra([], body, listed.own, ''), ofProducts };
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
export function extraFaults({ own, ofProducts }: ExtraFields): FieldError[] {
  const faults: FieldError[] = [];
  for (const field of [...own, ...ofProducts]) {
    const mensaje = nameFault(field.name) ?? valueFault(field.value);
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
export function extraCountFaults({ own, ofProducts }: ExtraFields): FieldError[] {
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

/** Faults the largest of the fields, if all of them together are too large. */
export function sizeFaults(fields: ExtraField[], max: number): FieldError[] {
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

const utf8 = new TextEncoder();

function shortName(name: string): string {
  return JSON.stringify(name.slice(0, 64)).slice(1, -1);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Cleans every text that is nested in a value. Gives back the value itself where there is nothing to clean. */
export function cleanValue(value: unknown, depth = 1): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value;
  if (Array.isArray(value)) return mapList(value, (inner) => cleanValue(inner, depth + 1));
  return mapFields(value as Fields, (_name, inner) => cleanValue(inner, depth + 1));
}

/** Maps the values of an object. Gives back the object itself where none changes. */
export function mapFields(fields: Fields, change: (name: string, value: unknown) => unknown): Fields {
  let changed: Fields | undefined;
  for (const name of Object.keys(fields)) {
    const next = change(name, fields[name]);
    if (next === fields[name] || name === '__proto__') continue;
    changed ??= { ...fields };
    changed[name] = next;
  }
  return changed ?? fields;
}

/** Maps the entries of a list. Gives back the list itself where none changes. */
export function mapList(list: readonly unknown[], change: (entry: unknown) => unknown): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const next = change(list[at]);
    if (next === list[at]) continue;
    changed ??= [...list];
    changed[at] = next;
  }
  return changed ?? list;
}

/** A secret that somebody sends: a token, a password. */
export const secret = z.string('debe ser un texto');
/** An email as people type it. */
export const email = z.email('debe ser un correo electrónico').max(200).toLowerCase();
/** At least 10 characters, as NIST SP 800-63B advises length rather than kinds of characters. */
export const newPassword = secret
  .min(10, 'debe tener al menos 10 caracteres')
  .max(200, 'puede tener a lo sumo 200 caracteres');
