// @ts-check
/** @import { PlacedReply } from '@relevo/contract' */
import { followOrder } from './follow-order.js';
import { showExpected } from './order-status.js';
import { byId } from './page.js';

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
