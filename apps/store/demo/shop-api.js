// @ts-check
/** @import { OrderReply } from '@relevo/contract' */
/** @import { Answer } from './read-answer.js' */
import { readAnswer } from './read-answer.js';

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
