import './drivers.css';
import { useComputed } from '@preact/signals';
import { isOpen, type Ticket } from '@relevo/contract';
import type { ShownTicket } from '../../actions/queued-command.ts';
import type { TicketActions } from '../../actions/ticket-actions.ts';
import type { BoardParts } from '../../board/board-shell.ts';
import type { BoardView } from '../../board/board-view.ts';
import { CameLate, TicketAge } from '../../ticket/ticket-age.tsx';
import { ClosedTicket, PendingMark, useTabStop } from '../../ticket/ticket-card.tsx';
import { phonesIn, TicketItems } from '../../ticket/ticket-details.tsx';
import { TestFlag, TicketNumber } from '../../ticket/ticket-number.tsx';
import { cardWords } from '../../ticket/words.ts';
import { onlyClick } from '../../ui/click.ts';
import { formatMoney } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { orderDeliveries } from './order-deliveries.ts';
import { describePayment } from './payment.ts';
import { whatsAppNumber } from './whats-app-number.ts';
import { driverWords as words } from './words.ts';

type Props = { view: BoardView; actions: TicketActions } & Pick<BoardParts, 'Lost'>;

/** A driver's page: the open deliveries in the order of work, and below them the closed ones. */
export function DriverList({ view, actions, Lost }: Props) {
  const { columns } = view;
  const deliveries = orderDeliveries<ShownTicket>({
    'en-camino': columns['en-camino'].value,
    'en-preparacion': columns['en-preparacion'].value,
    pendiente: columns.pendiente.value,
  });
  const closed = [...columns.entregado.value, ...columns.cancelado.value];
  return (
    <div class="deliveries">
      <h2 class="visually-hidden">{words().deliveries}</h2>
      <ul class="tickets">
        <Lost />
        {deliveries.map((ticket) => (
          <li key={ticket.ticket_id}>
            <DeliveryCard ticket={ticket} view={view} actions={actions} />
          </li>
        ))}
      </ul>
      {closed.length > 0 && (
        <details class="deliveries-done">
          <summary class="button">{words().done(closed.length)}</summary>
          <ul class="tickets">
            {closed.map((ticket) => (
              <li key={ticket.ticket_id}>
                <ClosedTicket ticket={ticket} actions={actions} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

type CardProps = { ticket: ShownTicket; view: BoardView; actions: TicketActions };

/** An order as its driver needs it: where to go, how it is paid, whom to call, delivered or not. */
function DeliveryCard({ ticket, view, actions }: CardProps) {
  const tabIndex = useTabStop(ticket.ticket_id, actions);
  const fresh = useComputed(() => (view.fresh.value.has(ticket.ticket_id) ? 'si' : 'no'));
  const { ticket_id: id, estado, productos, indicaciones, pending } = ticket;
  const { marcar_item: tick } = actions.offers(ticket);
  return (
    <article
      class="ticket delivery"
      tabIndex={tabIndex}
      aria-labelledby={`ticket-${id}`}
      data-ticket-id={id}
      data-numero={ticket.numero}
      data-estado={estado}
      data-prioridad={ticket.prioridad}
      data-nuevo={fresh}
      data-sin-enviar={pending?.mark === 'unsent' ? 'si' : undefined}
    >
      <p class="delivery-stage">
        <span class="column-dot" aria-hidden="true" />
        {isOpen(estado) && words().stages[estado]}
        <TicketAge ticket={ticket} view={view} />
      </p>
      <h3 id={`ticket-${id}`}>
        <bdi>{ticket.cliente_nombre}</bdi> <TicketNumber numero={ticket.numero} />{' '}
        <TestFlag ticket={ticket} />
      </h3>
      <CameLate ticket={ticket} />
      <DeliveryContact ticket={ticket} />
      {indicaciones && (
        <p class="ticket-notes">
          <bdi>{indicaciones}</bdi>
        </p>
      )}
      <DeliveryPayment ticket={ticket} />
      {productos.length > 0 && (
        <details class="delivery-items">
          <summary>{words().products(productos.length)}</summary>
          <TicketItems
            productos={productos}
            onTick={
              tick
                ? (indice, hecho) => actions.run(ticket, { accion: 'marcar_item', indice, hecho })
                : undefined
            }
          />
        </details>
      )}
      {pending && <PendingMark mark={pending.mark} />}
      <DeliveryActions ticket={ticket} actions={actions} />
    </article>
  );
}

/** The address and the phone number, each as a link that the phone opens. */
function DeliveryContact({ ticket }: { ticket: Ticket }) {
  const { cliente_direccion: address, cliente_telefono: phone } = ticket;
  const numbers = phonesIn(phone ?? '');
  return (
    <>
      {address ? (
        <a
          class="delivery-address"
          href={mapLink(address)}
          target="_blank"
          rel="noreferrer"
          data-enlace="mapa"
        >
          <Icon name="place" />
          <span>
            <span class="visually-hidden">{words().openMap} </span>
            <bdi>{address}</bdi>
          </span>
        </a>
      ) : (
        <p class="delivery-address">{words().noAddress}</p>
      )}
      {phone && numbers.length !== 1 && <p class="delivery-phone">{<bdi>{phone}</bdi>}</p>}
      {numbers.map(({ number, link }) => (
        <PhoneLinks key={link} link={link} number={numbers.length === 1 ? (phone ?? '') : number} />
      ))}
    </>
  );
}

/** Calls a number, or writes to it where it is certain whose it is. */
function PhoneLinks({ link, number }: { link: string; number: string }) {
  const whatsApp = whatsAppNumber(number);
  return (
    <div class="delivery-phone">
      <a class="button" href={link} data-enlace="llamar">
        <Icon name="phone" />
        <span>
          {words().call} <bdi>{number}</bdi>
        </span>
      </a>
      {whatsApp && (
        <a
          class="button"
          href={`https://wa.me/${whatsApp}`}
          target="_blank"
          rel="noreferrer"
          data-enlace="whatsapp"
        >
          {words().whatsApp}
          <span class="visually-hidden"> {number}</span>
        </a>
      )}
    </div>
  );
}

/** Links to the way to an address, in the map that the phone has. Nothing but the address leaves the page. */
function mapLink(address: string): string {
  return `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(address)}`;
}

/** Says whether to collect money, in the largest type of the card. */
function DeliveryPayment({ ticket }: { ticket: Ticket }) {
  const { kind, method, total } = describePayment(ticket);
  const stated = <bdi class="ticket-method">{method ?? cardWords().noPayment}</bdi>;
  return (
    <p class="delivery-payment" data-pago={kind === 'collect' ? 'cobrar' : 'indicado'}>
      <strong>{kind === 'collect' ? words().collect(formatMoney(total)) : stated}</strong>
      <span>{kind === 'collect' ? stated : words().total(formatMoney(total))}</span>
    </p>
  );
}

/** The next step, the button for a failed delivery, and the menu with the rest. */
function DeliveryActions({ ticket, actions }: { ticket: ShownTicket; actions: TicketActions }) {
  const { ticket_id: id, numero } = ticket;
  const offers = actions.offers(ticket);
  if (!Object.values(offers).some(Boolean)) return null;
  const ofOrder = <span class="visually-hidden">{cardWords().ofOrder(numero)}</span>;
  return (
    <div class="ticket-actions delivery-actions">
      {offers.next?.kind === 'move' && (
        <button
          type="button"
          class="button button-main"
          data-accion="avanzar"
          onClick={onlyClick(() => actions.run(ticket, { accion: 'avanzar' }))}
        >
          {offers.next.to === 'en-camino' ? words().leave : words().delivered}
          {ofOrder}
        </button>
      )}
      {offers.devolver && (
        <button
          type="button"
          class="button button-danger"
          data-accion="devolver"
          aria-haspopup="dialog"
          onClick={onlyClick(() => actions.open(id, 'devolver'))}
        >
          {words().notDelivered}
          {ofOrder}
        </button>
      )}
      <button
        type="button"
        class="button button-more"
        data-accion="mas"
        aria-haspopup="dialog"
        aria-label={cardWords().more(numero)}
        onClick={() => actions.open(id, 'menu')}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}
