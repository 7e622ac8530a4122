// @ts-check
/** @import { OrderReply, PlacedReply } from '@relevo/contract' */
import { headline, stateNames } from './describe-order.js';
import { formatTime } from './format.js';
import { showDelivery, showExpected, showOrder, showUnknown } from './order-status.js';
import { byId } from './page.js';
import { readOrder } from './shop-api.js';

/**
 * Shows an order and follows it until `leave` aborts.
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
 * Keeps the page up to date with an order while the tab is visible.
 * @param {string} numero
 * @param {AbortSignal} stop
 */
async function followOrder(numero, stop) {
  /** @type {OrderReply | undefined} */
  let last;
  let seenAt = Date.now();
  let changedAt = Date.now();
  // The wait for the next attempt counts down between two reads.
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
    await untilNextRead(nextRefreshMs({ now: Date.now(), changedAt, dueAt: dueAtOf(last) }), stop);
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
  // Setting the same text again would make a screen reader read it again.
  if (status.textContent !== text) status.textContent = text;
}

/**
 * Says whether the page shows the latest state.
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
 * Waits, and keeps waiting while the tab is hidden; a tab that becomes visible reads at once.
 * @param {number} ms
 * @param {AbortSignal} stop
 * @returns {Promise<void>}
 */
function untilNextRead(ms, stop) {
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
 * Decides when to read an order again: every second while it changes, more slowly at rest, and right after an announced
 * attempt.
 * @param {{ now: number, changedAt: number, dueAt?: number }} times epoch ms; `dueAt`: of the next attempt
 * @returns {number} milliseconds to wait
 */
export function nextRefreshMs({ now, changedAt, dueAt }) {
  const pace = paceMs(now - changedAt);
  const untilAttempt = dueAt === undefined ? Number.POSITIVE_INFINITY : dueAt - now;
  // An attempt takes a moment: from its due time on, the order is read every second.
  return Math.max(1_000, Math.min(pace, untilAttempt + 500));
}

/** @param {number} restMs how long the order has not changed */
function paceMs(restMs) {
  if (restMs < 60_000) return 1_000;
  if (restMs < 600_000) return 5_000;
  return 30_000;
}
