import type { Ticket } from '@relevo/contract';
import { cardWords as words } from './card-words.ts';
import { formatMoney } from './format.ts';
import { Icon } from './icons.tsx';
import { type OnTick, TicketItems } from './ticket-items.tsx';

type Props = { ticket: Ticket; onTick?: OnTick };

/** What is in an order, who gets it, where, and how it is paid. @param onTick absent where nothing is prepared */
export function TicketDetails({ ticket, onTick }: Props) {
  const { cliente_direccion, cliente_telefono, indicaciones, repartidor } = ticket;
  return (
    <>
      {ticket.productos.length > 0 && <TicketItems productos={ticket.productos} onTick={onTick} />}
      {indicaciones && (
        <p class="ticket-notes">
          <span class="visually-hidden">{words().notes} </span>
          <bdi>{indicaciones}</bdi>
        </p>
      )}
      <ul class="ticket-facts">
        {cliente_direccion && (
          <li>
            <Icon name="place" />
            <span class="visually-hidden">{words().address} </span>
            <bdi>{cliente_direccion}</bdi>
          </li>
        )}
        {cliente_telefono && (
          <li class="ticket-phone">
            <Icon name="phone" />
            <span class="visually-hidden">{words().phone} </span>
            <a href={`tel:${cliente_telefono.replace(/[^\d+*#]/g, '')}`}>
              <bdi>{cliente_telefono}</bdi>
            </a>
          </li>
        )}
        {repartidor && (
          <li class="ticket-driver">
            <Icon name="driver" />
            <span class="visually-hidden">{words().driver} </span>
            <bdi>{repartidor.nombre}</bdi>
          </li>
        )}
      </ul>
      <p class="ticket-payment">
        <span>
          <bdi class="ticket-method">{ticket.metodo_pago ?? words().noPayment}</bdi>
        </span>
        <strong class="ticket-total">{formatMoney(ticket.total)}</strong>
      </p>
    </>
  );
}
