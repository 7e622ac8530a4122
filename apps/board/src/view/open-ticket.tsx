import { useComputed } from '@preact/signals';
import type { Ticket } from '@relevo/contract';
import type { ShownTicket } from '../actions/queued-command.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { useTabStop } from '../keys/use-tab-stop.ts';
import type { BoardView } from './board-view.ts';
import { cardWords as words } from './card-words.ts';
import { Icon } from './icons.tsx';
import { TestFlag } from './test-flag.tsx';
import { ActionButtons } from './ticket-actions.tsx';
import { TicketAge } from './ticket-age.tsx';
import { TicketDetails } from './ticket-details.tsx';
import { TicketMarks } from './ticket-marks.tsx';
import { TicketNumber } from './ticket-number.tsx';

type Props = { ticket: ShownTicket; view: BoardView; work: TicketActions };

/** A card of an order that still needs somebody's work. It is drawn again only when its ticket changes. */
export function OpenTicket({ ticket, view, work }: Props) {
  const fresh = useComputed(() => (view.fresh.value.has(ticket.ticket_id) ? 'si' : 'no'));
  const offers = work.offers(ticket);
  const tabIndex = useTabStop(ticket.ticket_id, work);
  return (
    <article
      class="ticket"
      tabIndex={tabIndex}
      aria-labelledby={`ticket-${ticket.ticket_id}`}
      data-ticket-id={ticket.ticket_id}
      data-numero={ticket.numero}
      data-estado={ticket.estado}
      data-prioridad={ticket.prioridad}
      data-nuevo={fresh}
      data-reconocido={ticket.reconocido ? 'si' : 'no'}
      data-sin-enviar={ticket.pending?.mark === 'sin-enviar' ? 'si' : undefined}
    >
      <header class="ticket-head">
        <h3 id={`ticket-${ticket.ticket_id}`}>
          <span class="visually-hidden">{words().order} </span>
          <TicketNumber numero={ticket.numero} />
        </h3>
        <TicketAge ticket={ticket} view={view} />
      </header>
      <p class="ticket-sub">
        <span class="ticket-who">
          <bdi>{ticket.cliente_nombre}</bdi>
        </span>
        <TestFlag ticket={ticket} />
        <PriorityFlag prioridad={ticket.prioridad} />
      </p>
      <TicketMarks ticket={ticket} offers={offers} work={work} />
      <TicketDetails
        ticket={ticket}
        onTick={
          offers.tick
            ? (indice, hecho) => work.run(ticket, { accion: 'marcar_item', indice, hecho })
            : undefined
        }
      />
      <ActionButtons ticket={ticket} offers={offers} work={work} />
    </article>
  );
}

function PriorityFlag({ prioridad }: Pick<Ticket, 'prioridad'>) {
  if (prioridad === 'normal') return null;
  if (prioridad === 'baja') return <span class="flag flag-low">{words().lowPriority}</span>;
  return (
    <span class="flag">
      <Icon name="raised" />
      <span class="visually-hidden">{words().priority} </span>
      {words().high}
    </span>
  );
}
