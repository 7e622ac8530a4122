import type { ShownTicket } from '../actions/queued-command.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { useTabStop } from '../keys/use-tab-stop.ts';
import { cardWords as words } from './card-words.ts';
import { formatMoney, formatTime } from './format.ts';
import { TestFlag } from './test-flag.tsx';
import { ActionButtons } from './ticket-actions.tsx';
import { TicketDetails } from './ticket-details.tsx';
import { PendingMark } from './ticket-marks.tsx';
import { TicketNumber } from './ticket-number.tsx';

type ClosedTicketProps = { ticket: ShownTicket; work: TicketActions };

/** A card of an order that is done with: one line, the rest on demand. */
export function ClosedTicket({ ticket, work }: ClosedTicketProps) {
  const tabIndex = useTabStop(ticket.ticket_id, work);
  return (
    <article
      class="ticket ticket-closed"
      tabIndex={tabIndex}
      aria-labelledby={`ticket-${ticket.ticket_id}`}
      data-ticket-id={ticket.ticket_id}
      data-numero={ticket.numero}
      data-estado={ticket.estado}
      data-prioridad={ticket.prioridad}
      data-sin-enviar={ticket.pending?.mark === 'sin-enviar' ? 'si' : undefined}
    >
      <details>
        <summary>
          <h3 id={`ticket-${ticket.ticket_id}`}>
            <span class="visually-hidden">{words().order} </span>
            <TicketNumber numero={ticket.numero} />
          </h3>
          <time class="ticket-age" dateTime={ticket.actualizado_en}>
            {formatTime(ticket.actualizado_en)}
          </time>
          <span class="ticket-who">
            <bdi>{ticket.cliente_nombre}</bdi> <TestFlag ticket={ticket} />
          </span>
          {ticket.pending ? (
            <PendingMark mark={ticket.pending.mark} />
          ) : (
            <span class="ticket-total">{formatMoney(ticket.total)}</span>
          )}
        </summary>
        <TicketDetails ticket={ticket} />
        <ActionButtons ticket={ticket} offers={work.offers(ticket)} work={work} />
      </details>
    </article>
  );
}
