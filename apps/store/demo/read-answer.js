// @ts-check
/** @import { FieldError, PlacedReply } from '@relevo/contract' */

/**
 * What an answer to the purchase means for the buyer. `sin-respuesta`: nobody knows whether the order was
 * taken, so only the same order under the same key may be sent again.
 * @typedef {{ kind: 'aceptado', reply: PlacedReply }
 *   | { kind: 'sin-respuesta', detalle: string }
 *   | { kind: 'invalido', detalle: string, errores: FieldError[] }
 *   | { kind: 'conflicto', detalle: string, numero: string | undefined }
 *   | { kind: 'rechazado', detalle: string }} Answer
 */

/**
 * @param {number} status
 * @param {unknown} body parsed JSON; undefined where it was none
 * @returns {Answer}
 */
export function readAnswer(status, body) {
  const fields = /** @type {Record<string, unknown>} */ (typeof body === 'object' && body ? body : {});
  if (status === 200 || status === 201) {
    // A proxy's welcome page is no proof that an order was taken.
    return fields.exito === true && typeof fields.numero === 'string'
      ? { kind: 'aceptado', reply: /** @type {PlacedReply} */ (body) }
      : { kind: 'sin-respuesta', detalle: 'La respuesta no fue la de la tienda.' };
  }
  const detalle = typeof fields.detail === 'string' ? fields.detail : `La tienda respondió ${status}.`;
  if (canBeTriedAgain(status)) return { kind: 'sin-respuesta', detalle };
  if (status === 409) return { kind: 'conflicto', detalle, numero: textOf(fields.numero) };
  if (status === 400 && Array.isArray(fields.errores)) {
    return { kind: 'invalido', detalle, errores: /** @type {FieldError[]} */ (fields.errores) };
  }
  return { kind: 'rechazado', detalle };
}

/** @param {number} status */
function canBeTriedAgain(status) {
  return status < 400 || status >= 500 || status === 408 || status === 425 || status === 429;
}

/** @param {unknown} value */
function textOf(value) {
  return typeof value === 'string' ? value : undefined;
}
