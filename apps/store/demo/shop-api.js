// @ts-check
/** @import { FieldError, OrderReply, PlacedReply } from '@relevo/contract' */

const answerLimitMs = 15_000;

/**
 * Sends the purchase. Never rejects: any failure on the way counts as a lost answer.
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
    return { kind: 'no-answer', detalle: 'Se cortó la conexión con la tienda.' };
  }
}

/**
 * Reads an order as it is now.
 * @param {string} numero
 * @returns {Promise<OrderReply | 'unknown' | 'no-answer'>}
 */
export async function readOrder(numero) {
  try {
    const response = await fetch(`/demo/pedidos/${encodeURIComponent(numero)}`, {
      signal: AbortSignal.timeout(answerLimitMs),
    });
    if (response.status === 404) return 'unknown';
    return response.ok ? await response.json() : 'no-answer';
  } catch {
    return 'no-answer';
  }
}

/** @returns {Promise<string | undefined>} the board's address, if the shop knows it */
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
 * What an answer to the purchase means for the buyer. `no-answer`: nobody knows whether the order was accepted, so only the
 * same order under the same key may be sent again.
 * @typedef {{ kind: 'accepted', reply: PlacedReply }
 *   | { kind: 'no-answer', detalle: string }
 *   | { kind: 'invalid', detalle: string, errores: FieldError[] }
 *   | { kind: 'conflict', detalle: string, numero: string | undefined }
 *   | { kind: 'refused', detalle: string }} Answer
 */

/**
 * @param {number} status
 * @param {unknown} body parsed JSON; undefined where it was none
 * @returns {Answer}
 */
export function readAnswer(status, body) {
  const fields = /** @type {Record<string, unknown>} */ (typeof body === 'object' && body ? body : {});
  if (status === 200 || status === 201) {
    // The welcome page of a proxy does not prove that the order was accepted.
    return fields.exito === true && typeof fields.numero === 'string'
      ? { kind: 'accepted', reply: /** @type {PlacedReply} */ (body) }
      : { kind: 'no-answer', detalle: 'La respuesta no fue la de la tienda.' };
  }
  const detalle = typeof fields.detail === 'string' ? fields.detail : `La tienda respondió ${status}.`;
  if (canBeTriedAgain(status)) return { kind: 'no-answer', detalle };
  if (status === 409) return { kind: 'conflict', detalle, numero: textOf(fields.numero) };
  if (status === 400 && Array.isArray(fields.errores)) {
    return { kind: 'invalid', detalle, errores: /** @type {FieldError[]} */ (fields.errores) };
  }
  return { kind: 'refused', detalle };
}

/** @param {number} status */
function canBeTriedAgain(status) {
  return status < 400 || status >= 500 || status === 408 || status === 425 || status === 429;
}

/** @param {unknown} value */
function textOf(value) {
  return typeof value === 'string' ? value : undefined;
}
