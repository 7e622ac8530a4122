import type { OfferedWork } from '../actions/offered-work.ts';
import type { ShownTicket } from '../actions/queued-command.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { cardWords as words } from './card-words.ts';
import { Icon } from './icons.tsx';

type MarksProps = { ticket: ShownTicket; offers: OfferedWork; work: TicketActions };

/** What stands out on a card: that nobody has seen the order yet, and that work on it has not reached the service. */
export function TicketMarks({ ticket, offers, work }: MarksProps) {
  const isNew = !ticket.reconocido && ticket.estado === 'pendiente';
  if (!isNew && !ticket.pending) return null;
  return (
    <p class="ticket-marks">
      {isNew && offers.acknowledge && (
        <button
          type="button"
          class="mark mark-new"
          data-accion="reconocer"
          onClick={() => work.run(ticket, { accion: 'reconocer' })}
        >
          <strong>{words().isNew}</strong>
          <span class="mark-do">
            <Icon name="done" />
            {words().seen}
          </span>
          <span class="visually-hidden">{words().ofOrder(ticket.numero)}</span>
        </button>
      )}
      {isNew && !offers.acknowledge && <strong class="mark mark-new">{words().isNew}</strong>}
      {ticket.pending && <PendingMark mark={ticket.pending.mark} />}
    </p>
  );
}

/** Also on closed orders. */
export function PendingMark({ mark }: { mark: 'guardando' | 'sin-enviar' }) {
  return (
    <span class="mark mark-pending" data-marca={mark}>
      {mark === 'guardando' ? words().saving : words().unsent}
    </span>
  );
}
