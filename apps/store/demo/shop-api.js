// @ts-check
/** @import { FieldError, OrderReply, PlacedReply } from '@relevo/contract' */

const answerLimitMs = 15_000;

/**
 * Sends the purchase. Never rejects: whatever breaks on the way is an answer that was lost.
 * @param {{ key: string, body: string }} purchase
 * @returns {Promise<Answer>}
 */
export async function sendPurchase({ key, body }) {
  try {
    const response = await fetch('/demo/pedidos', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body,
      signal: AbortSignal.timeout(answerLimitMs),
    });
    return readAnswer(response.status, parse(await response.text()));
  } catch {
    return { kind: 'sin-respuesta', detalle: 'Se cortó la conexión con la tienda.' };
  }
}

/**
 * How an order stands now.
 * @param {string} numero
 * @returns {Promise<OrderReply | 'desconocido' | 'sin-respuesta'>}
 */
export async function readOrder(numero) {
  try {
    const response = await fetch(`/demo/pedidos/${encodeURIComponent(numero)}`, {
      signal: AbortSignal.timeout(answerLimitMs),
    });
    if (response.status === 404) return 'desconocido';
    return response.ok ? await response.json() : 'sin-respuesta';
  } catch {
    return 'sin-respuesta';
  }
}

/** @returns {Promise<string | undefined>} the board's address, if the shop could tell */
export async function findBoard() {
  try {
    const { tablero } = await (await fetch('/demo/config')).json();
    return typeof tablero === 'string' ? tablero : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

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
