import './paper.css';
import { isTestOrder, type PrintReply, type Ticket } from '@relevo/contract';
import { render } from 'preact';
import { bilingual } from '../../i18n/bilingual.ts';
import { lateArrival } from '../../ticket/ticket-age.tsx';
import { splitNumero } from '../../ticket/ticket-number.tsx';
import { formatDayTime, formatMoney, formatQuantity } from '../../ui/format.ts';
import { describePaper, type PaperItem } from './paper-text.ts';
import type { PaperWidth } from './printer.ts';

/** A ticket on paper: its number and customer, its items, its payment. */
export function Paper({ ticket, record }: Sheet) {
  const { shop, items } = describePaper(ticket);
  const { common, own, suffix } = splitNumero(ticket.numero);
  const { prioridad } = ticket;
  const late = lateArrival(ticket);
  const priority = prioridad === 'normal' ? null : words().priority[prioridad];
  return (
    <>
      <p class="paper-shop">{shop}</p>
      <Standing ticket={ticket} record={record} />
      {priority && <p class={ticket.prioridad === 'alta' ? 'paper-sign' : 'paper-small'}>{priority}</p>}
      <p class="paper-number">
        <span class="paper-small">
          {words().order} {common}
        </span>
        <strong>{own}</strong>
        {suffix && <span class="paper-small">{suffix}</span>}
      </p>
      <p>{formatDayTime(ticket.fecha_creacion)}</p>
      {late && <p>{words().cameLate(late.arrived)}</p>}
      <div class="paper-part">
        <p class="paper-who">{ticket.cliente_nombre}</p>
        {ticket.cliente_direccion && <p class="paper-where">{ticket.cliente_direccion}</p>}
        {ticket.cliente_telefono && (
          <p>
            {words().phone} {ticket.cliente_telefono}
          </p>
        )}
      </div>
      {ticket.indicaciones && (
        <div class="paper-notes">
          <p class="paper-small">{words().notes}</p>
          <p class="paper-lines">{ticket.indicaciones}</p>
        </div>
      )}
      {items.length > 0 && (
        <ul class="paper-part">
          {items.map((item, at) => (
            <Item key={at} item={item} />
          ))}
        </ul>
      )}
      <div class="paper-part paper-sum">
        <p class="paper-total">
          <span>{words().total}</span>
          <strong>{formatMoney(ticket.total)}</strong>
        </p>
        <p class="paper-method">{ticket.metodo_pago ?? words().noMethod}</p>
      </div>
      {ticket.repartidor && (
        <p class="paper-part">
          {words().driver}: <strong>{ticket.repartidor.nombre}</strong>
        </p>
      )}
    </>
  );
}

/** Marks what nobody may overlook: a test order, a reprint, or an order that is closed already. */
function Standing({ ticket, record }: Sheet) {
  const { estado } = ticket;
  const { reimpresion, numero_de_impresion, en, primera } = record;
  return (
    <>
      {isTestOrder(ticket) && <p class="paper-sign">{words().test}</p>}
      {reimpresion && (
        <div class="paper-sign">
          <p>{words().reprint}</p>
          {en && <p class="paper-small">{words().copy(numero_de_impresion, formatDayTime(en))}</p>}
          {primera && <p class="paper-small">{words().first(formatDayTime(primera.en), primera.autor)}</p>}
        </div>
      )}
      {estado === 'cancelado' && <p class="paper-sign">{words().cancelled}</p>}
      {estado === 'entregado' && <p class="paper-sign">{words().delivered}</p>}
    </>
  );
}

function Item({ item: { amount, unit, name, notes, subtotal } }: { item: PaperItem }) {
  return (
    <li class="paper-item">
      <div class="paper-what">
        <p class="paper-name">
          <strong class="paper-amount">
            {formatQuantity(amount, unit)}
            {!unit && ' ×'}
          </strong>{' '}
          {name}
        </p>
        {notes.map((note) => (
          <p key={note} class="paper-note">
            {note}
          </p>
        ))}
      </div>
      {subtotal !== null && <span class="paper-subtotal">{formatMoney(subtotal)}</span>}
    </li>
  );
}

/** What the paper itself says. */
const words = bilingual({
  es: {
    test: 'PEDIDO DE PRUEBA',
    reprint: 'REIMPRESIÓN',
    copy: (number: number, at: string) => `Impresión n.º ${number} · ${at}`,
    first: (at: string, who: string) => `La primera: ${at}, ${who}`,
    cancelled: 'CANCELADO',
    delivered: 'ENTREGADO',
    priority: { alta: 'PRIORIDAD ALTA', baja: 'Prioridad baja' },
    cameLate: (at: string) => `Llegó tarde, a las ${at}`,
    order: 'Pedido',
    notes: 'Indicaciones',
    total: 'Total',
    noMethod: 'Pago sin indicar',
    driver: 'Lo lleva',
    phone: 'Tel.',
  },
  en: {
    test: 'TEST ORDER',
    reprint: 'REPRINT',
    copy: (number: number, at: string) => `Print no. ${number} · ${at}`,
    first: (at: string, who: string) => `The first one: ${at}, ${who}`,
    cancelled: 'CANCELLED',
    delivered: 'DELIVERED',
    priority: { alta: 'HIGH PRIORITY', baja: 'Low priority' },
    cameLate: (at) => `Came in late, at ${at}`,
    order: 'Order',
    notes: 'Instructions',
    total: 'Total',
    noMethod: 'Payment not given',
    driver: 'Driver',
    phone: 'Phone',
  },
});

/** What goes on one paper. */
export type Sheet = { ticket: Ticket; record: PrintReply };

/** A paper that stands in the document, visible to the printer only. */
export type LaidOut = {
  /** Prints the paper. It leaves the document when somebody goes on, or when the next one is laid out. */
  print(): Promise<void>;
};

let removeLast = () => {};

/** Adds a paper of this width to the document, with a page of its height, in place of the one before. */
export function layOut({ ticket, record }: Sheet, width: PaperWidth): LaidOut {
  removeLast();
  const root = document.documentElement;
  const paper = document.createElement('div');
  paper.className = 'paper';
  paper.dataset.ancho = width;
  paper.dataset.pedido = String(ticket.ticket_id);
  document.body.append(paper);
  render(<Paper ticket={ticket} record={record} />, paper);
  const removeRule = addRule(pageRule(width, paper.getBoundingClientRect().height));
  root.classList.add('with-paper');
  removeLast = () => {
    removeLast = () => {};
    root.classList.remove('with-paper');
    removeRule();
    render(null, paper);
    paper.remove();
  };
  const remove = removeLast;
  return {
    async print() {
      try {
        await printPage();
      } catch (error) {
        remove();
        throw error;
      }
      onceSeen(remove);
    },
  };
}

/** Adds a rule to a style sheet of the page's own: its policy allows no `<style>`. @returns a function that removes it */
function addRule(rule: string): () => void {
  const sheet = [...document.styleSheets].find(({ href }) => !href || href.startsWith(location.origin));
  const added = sheet?.cssRules[sheet.insertRule(rule, sheet.cssRules.length)];
  return () => {
    const at = [...(sheet?.cssRules ?? [])].indexOf(added as CSSRule);
    if (at >= 0) sheet?.deleteRule(at);
  };
}

const seenBeats = 30;
const beatMs = 1_000;

/**
 * Calls `run` at the next tap or key, or after the page was in sight for half a minute. A phone says that it has printed
 * while its preview opens, and draws the page again whenever a printer or a size of paper is chosen there.
 */
function onceSeen(run: () => void): void {
  let beats = 0;
  const done = () => {
    clearInterval(timer);
    for (const type of ['pointerdown', 'keydown']) removeEventListener(type, done, true);
    run();
  };
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') beats += 1;
    if (beats >= seenBeats) done();
  }, beatMs);
  for (const type of ['pointerdown', 'keydown']) addEventListener(type, done, true);
}

const mmPerPx = 25.4 / 96;
/** Blank paper below the last line, because the cutter sits above the print head. It also leaves room for one more line. */
const feedMm = 8;
/** The longest page that drivers of receipt printers take; the rest goes on the next page. */
const longestMm = 3_000;

/** Writes the CSS rule for a page as wide as the paper and as high as its content. @param contentPx the content's height in px */
export function pageRule(width: PaperWidth, contentPx: number): string {
  const content = Math.ceil(contentPx * mmPerPx) + feedMm;
  // A page that is wider than high counts as landscape, and a printer's driver would turn it.
  const height = Math.min(Math.max(content, Number(width) + 1), longestMm);
  return `@page { size: ${width}mm ${height}mm;margin:0 }`;
}

const silentMs = 60_000;

/** Prints the document. Resolves when the browser says that it is done, at the latest after a minute. */
function printPage(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      removeEventListener('afterprint', done);
      clearTimeout(limit);
      resolve();
    };
    const limit = setTimeout(done, silentMs);
    addEventListener('afterprint', done);
    window.print();
  });
}
