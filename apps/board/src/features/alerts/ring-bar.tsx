import type { Person, Ticket } from '@relevo/contract';
import type { TicketActions } from '../../actions/ticket-actions.ts';
import { splitNumero } from '../../ticket/ticket-number.tsx';
import { onlyClick } from '../../ui/click.ts';
import type { Ring } from './alerts.ts';
import type { Ringer } from './ringer.ts';
import { mayAcknowledge } from './ringing.ts';
import { ringWords as words } from './words.ts';

type Props = { ring: Ring; work: TicketActions };

/** Over the board: what rings, with one tap that silences it everywhere, and that sound is blocked. */
export function RingBar({ ring, work }: Props) {
  const tickets = ring.ringing.value;
  const blocked = ring.blocked.value;
  if (!blocked && tickets.length === 0) return null;
  return (
    <div class={blocked && tickets.length > 0 ? 'ring-place ring-place-tall' : 'ring-place'}>
      {blocked && (
        <button type="button" class="ring-blocked" data-accion="activar-sonido" onClick={ring.unlock}>
          <BellIcon />
          {words().blocked}
        </button>
      )}
      {tickets.length > 0 && (
        <div class="ring-bar" data-sonando={ring.sounding.value ? 'si' : 'no'} data-suenan={tickets.length}>
          <BellIcon />
          <p class="ring-what">
            <strong>{words().newOrders(tickets.length)}</strong>
            <Which tickets={tickets} />
          </p>
          {mayAcknowledge(work.person) && (
            <button
              type="button"
              class="button ring-seen"
              data-accion="visto-todos"
              onClick={onlyClick(() => acknowledge(tickets, work))}
            >
              {tickets.length === 1 ? words().seen : words().seenAll}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

const named = 3;

function Which({ tickets }: { tickets: readonly Ticket[] }) {
  const numbers = tickets.slice(0, named).map(({ numero }) => splitNumero(numero).own);
  return (
    <bdi class="ring-which">
      {numbers.join(' · ')}
      {tickets.length > named && ' …'}
    </bdi>
  );
}

function acknowledge(tickets: readonly Ticket[], work: TicketActions): void {
  for (const { ticket_id } of tickets) {
    const ticket = work.find(ticket_id);
    if (ticket && work.offers(ticket).acknowledge) work.run(ticket, { accion: 'reconocer' });
  }
}

/** After a cut: how many orders came in meanwhile. They are marked as new on the board, and none of them rings. */
export function MissedToast({ missed, person }: { missed: Ringer['missed']; person: Person }) {
  const count = missed.count.value;
  if (count === 0) return null;
  return (
    <div class="toast" data-aviso="perdidos">
      <p>{person.rol === 'repartidor' ? words().missedByDriver(count) : words().missed(count)}</p>
      {person.rol !== 'lectura' && (
        <button
          type="button"
          class="button button-toast"
          data-accion="cerrar-aviso"
          onClick={onlyClick(missed.dismiss)}
        >
          {words().understood}
        </button>
      )}
    </div>
  );
}

/** A small bell beside a text that says the same; it is not read out. */
function BellIcon() {
  return (
    <svg class="icon ring-bell" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="M8 1.2c.6 0 1 .4 1 1v.5a4.200 4.200 0 0 1 3.200 4.100v2.700l1.300 1.800c.3.500 0 1.100-.6 1.100H3.100c-.6 0-.9-.6-.6-1.100l1.300-1.800V6.800A4.200 4.200 0 0 1 7 2.700v-.5c0-.6.4-1 1-1ZM6.300 13.300h3.400a1.700 1.700 0 0 1-3.400 0Z" />
    </svg>
  );
}
