// @ts-check
/** @import { PlacedReply } from '@relevo/contract' */
import { showOrderPage } from './follow-order.js';
import { byId } from './page.js';
import { startPurchase } from './purchase.js';
import { findBoard } from './shop-api.js';

const orderHash = /^#pedido=(.+)$/;
/** @type {PlacedReply | undefined} */
let placed;
let leaveOrder = new AbortController();

startPurchase((reply) => {
  placed = reply;
  location.hash = `pedido=${encodeURIComponent(reply.numero)}`;
});
addEventListener('hashchange', showPage);
showPage();
linkBoard(await findBoard());

// The address says which page is shown, so that a reload or a shared link comes back to the same order.
function showPage() {
  const numero = orderHash.exec(location.hash)?.[1];
  leaveOrder.abort();
  leaveOrder = new AbortController();
  const fromOrder = !byId('pedido', HTMLElement).hidden;
  byId('tienda', HTMLElement).hidden = numero !== undefined;
  byId('pedido', HTMLElement).hidden = numero === undefined;
  if (fromOrder && numero === undefined) scrollTo({ top: 0 });
  if (numero !== undefined) showOrderPage(decode(numero), placed, leaveOrder.signal);
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string | undefined} url */
function linkBoard(url) {
  for (const link of document.querySelectorAll('a[data-tablero]')) {
    if (!(link instanceof HTMLAnchorElement) || !url) continue;
    link.href = url;
    link.hidden = false;
  }
}
