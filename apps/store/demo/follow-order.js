// @ts-check
/** @import { OrderReply, PlacedReply } from '@relevo/contract' */
import { headline, stateNames } from './describe-order.js';
import { formatTime } from './format.js';
import { showDelivery, showExpected, showOrder, showUnknown } from './order-status.js';
import { byId } from './page.js';
import { readOrder } from './shop-api.js';

/**
 * Shows what became of an order, until `leave` says that the buyer went elsewhere.
 * @param {string} numero
 * @param {PlacedReply | undefined} placed the answer to the last purchase, which may be of this order
 * @param {AbortSignal} leave
 */
export function showOrderPage(numero, placed, leave) {
  showExpected(numero, placed?.numero === numero ? placed : undefined);
  scrollTo({ top: 0 });
  byId('pedido-titulo', HTMLElement).focus({ preventScroll: true });
  followOrder(numero, leave);
}

/**
 * Keeps the page up to date with an order, as long as the tab can be seen.
 * @param {string} numero
 * @param {AbortSignal} stop
 */
export async function followOrder(numero, stop) {
  /** @type {OrderReply | undefined} */
  let last;
  let seenAt = Date.now();
  let changedAt = Date.now();
  // The wait for the next attempt counts down between two looks.
  const countdown = setInterval(() => last && showDelivery(last), 1_000);
  stop.addEventListener('abort', () => clearInterval(countdown));

  while (!stop.aborted) {
    const order = await readOrder(numero);
    if (stop.aborted) return;
    if (typeof order === 'object') {
      seenAt = Date.now();
      if (JSON.stringify(order) !== JSON.stringify(last)) {
        changedAt = seenAt;
        last = order;
        showOrder(order);
        announce(order);
      }
    }
    showFreshness(order, seenAt);
    if (order === 'unknown') return showUnknown();
    await untilNextLook(nextRefreshMs({ now: Date.now(), changedAt, dueAt: dueAtOf(last) }), stop);
  }
}

/** @param {OrderReply | undefined} order */
function dueAtOf(order) {
  const due = order?.entrega.proximo_intento;
  return due === undefined ? undefined : Date.parse(due);
}

/** @param {OrderReply} order */
function announce(order) {
  const state = order.ticket ? ` Estado: ${stateNames[order.ticket.estado]}.` : '';
  const text = `${headline(order)}. Pedido ${order.numero}.${state}`;
  const status = byId('anuncio', HTMLElement);
  // The same text again would be read out again.
  if (status.textContent !== text) status.textContent = text;
}

/**
 * Says whether what the page shows is what the shop knows.
 * @param {OrderReply | 'unknown' | 'no-answer'} order
 * @param {number} seenAt epoch ms
 */
function showFreshness(order, seenAt) {
  const sign = byId('frescura', HTMLElement);
  const since = formatTime(new Date(seenAt).toISOString());
  const texts = {
    unknown: 'La tienda no tiene ningún pedido con este número',
    'no-answer': `Sin conexión: datos de las ${since}`,
  };
  sign.textContent = typeof order === 'string' ? texts[order] : 'Actualizado en vivo';
  sign.dataset.frescura = typeof order === 'string' ? order : 'live';
}

/**
 * Waits, and goes on waiting while nobody looks; a tab that comes back looks at once.
 * @param {number} ms
 * @param {AbortSignal} stop
 * @returns {Promise<void>}
 */
function untilNextLook(ms, stop) {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
      stop.removeEventListener('abort', go);
      resolve();
    };
    const onVisible = () => {
      if (document.visibilityState === 'visible') go();
    };
    const timer = setTimeout(() => {
      if (!document.hidden) go();
    }, ms);
    document.addEventListener('visibilitychange', onVisible);
    stop.addEventListener('abort', go);
  });
}

/**
 * When to ask for an order again: every second while something happens, slower when it rests, and right after
 * an attempt that is announced.
 * @param {{ now: number, changedAt: number, dueAt?: number }} times epoch ms; `dueAt`: of the next attempt
 * @returns {number} milliseconds to wait
 */
export function nextRefreshMs({ now, changedAt, dueAt }) {
  const pace = paceMs(now - changedAt);
  const untilAttempt = dueAt === undefined ? Number.POSITIVE_INFINITY : dueAt - now;
  // An attempt takes a moment: from its due time on, a look every second shows what came of it.
  return Math.max(1_000, Math.min(pace, untilAttempt + 500));
}

/** @param {number} restMs how long the order has not changed */
function paceMs(restMs) {
  if (restMs < 60_000) return 1_000;
  if (restMs < 600_000) return 5_000;
  return 30_000;
}
