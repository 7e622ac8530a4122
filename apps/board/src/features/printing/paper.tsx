import { isTestOrder } from '@relevo/contract';
import { bilingual } from '../../i18n/bilingual.ts';
import { splitNumero } from '../../ticket/ticket-number.tsx';
import { formatDayTime, formatMoney, formatQuantity } from '../../ui/format.ts';
import { describePaper, type PaperItem } from './describe-paper.ts';
import type { Sheet } from './paper-layout.tsx';

/** A ticket as it goes on paper: what it is and who for, what is in it, how it is paid. */
export function Paper({ ticket, record }: Sheet) {
  const { shop, items } = describePaper(ticket);
  const { common, own } = splitNumero(ticket.numero);
  const { prioridad } = ticket;
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
      </p>
      <p>{formatDayTime(ticket.fecha_creacion)}</p>
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

/** What nobody may overlook: that it is only a test, that it was printed before, or that there is nothing to prepare any more. */
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

function Item({ item: { amount, name, notes, subtotal } }: { item: PaperItem }) {
  return (
    <li class="paper-item">
      <div class="paper-what">
        <p class="paper-name">
          <strong class="paper-amount">{formatQuantity(amount)} ×</strong> {name}
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
    order: 'Order',
    notes: 'Instructions',
    total: 'Total',
    noMethod: 'Payment not given',
    driver: 'Driver',
    phone: 'Phone',
  },
});
