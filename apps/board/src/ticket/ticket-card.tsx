import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { Ticket } from '@relevo/contract';
import type { OfferedActions } from '../actions/offered-actions.ts';
import type { ShownTicket } from '../actions/queued-command.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { labels } from '../i18n/labels.ts';
import { onlyClick } from '../ui/click.ts';
import { formatMoney, formatTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import type { CardView } from './age.ts';
import { TicketAge } from './ticket-age.tsx';
import { TicketDetails } from './ticket-details.tsx';
import { TestFlag, TicketNumber } from './ticket-number.tsx';
import { cardWords as words } from './words.ts';

type Props = { ticket: ShownTicket; view: CardView; actions: TicketActions };

/** Shows an open order. It redraws only when its ticket changes. */
export function OpenTicket({ ticket, view, actions }: Props) {
  const fresh = useComputed(() => (view.fresh.value.has(ticket.ticket_id) ? 'si' : 'no'));
  const offers = actions.offers(ticket);
  const tabIndex = useTabStop(ticket.ticket_id, actions);
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
      data-sin-enviar={ticket.pending?.mark === 'unsent' ? 'si' : undefined}
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
      <TicketMarks ticket={ticket} offers={offers} actions={actions} />
      <TicketDetails
        ticket={ticket}
        onTick={
          offers.marcar_item
            ? (indice, hecho) => actions.run(ticket, { accion: 'marcar_item', indice, hecho })
            : undefined
        }
      />
      <ActionButtons ticket={ticket} offers={offers} actions={actions} />
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

type ClosedTicketProps = { ticket: ShownTicket; actions: TicketActions };

/** Shows a closed order in one line, with the details on demand. */
export function ClosedTicket({ ticket, actions }: ClosedTicketProps) {
  const tabIndex = useTabStop(ticket.ticket_id, actions);
  return (
    <article
      class="ticket ticket-closed"
      tabIndex={tabIndex}
      aria-labelledby={`ticket-${ticket.ticket_id}`}
      data-ticket-id={ticket.ticket_id}
      data-numero={ticket.numero}
      data-estado={ticket.estado}
      data-prioridad={ticket.prioridad}
      data-sin-enviar={ticket.pending?.mark === 'unsent' ? 'si' : undefined}
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
        <ActionButtons ticket={ticket} offers={actions.offers(ticket)} actions={actions} />
      </details>
    </article>
  );
}

type ActionsProps = { ticket: ShownTicket; offers: OfferedActions; actions: TicketActions };

/** Offers the next step in one tap, and the rest in a menu. Offers nothing to read-only people. */
function ActionButtons({ ticket, offers, actions }: ActionsProps) {
  if (actions.person.rol === 'lectura' || !Object.values(offers).some(Boolean)) return null;
  const { ticket_id: id, numero } = ticket;
  return (
    <div class="ticket-actions">
      <NextStep ticket={ticket} offers={offers} actions={actions} />
      <button
        type="button"
        class="button button-more"
        data-accion="mas"
        aria-haspopup="dialog"
        aria-label={words().more(numero)}
        onClick={() => actions.open(id, 'menu')}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}

function NextStep({ ticket, offers, actions }: ActionsProps) {
  const { next } = offers;
  if (!next) return null;
  const { ticket_id: id, numero } = ticket;
  const advance = () => {
    if (next.kind === 'choose-driver') return actions.open(id, 'salida');
    actions.run(ticket, { accion: 'avanzar' });
  };
  return (
    <button
      type="button"
      class="button button-main"
      data-accion="avanzar"
      aria-haspopup={next.kind === 'choose-driver' ? 'dialog' : undefined}
      onClick={onlyClick(advance)}
    >
      {next.kind === 'choose-driver' ? words().whoTakesIt : labels().moves[next.to]}
      <span class="visually-hidden">{words().ofOrder(numero)}</span>
      {next.kind === 'move' && <Icon name="forward" />}
    </button>
  );
}

type MarksProps = { ticket: ShownTicket; offers: OfferedActions; actions: TicketActions };

/** Marks a card that nobody has acknowledged, or whose command has not reached the service. */
function TicketMarks({ ticket, offers, actions }: MarksProps) {
  const isNew = !ticket.reconocido && ticket.estado === 'pendiente';
  if (!isNew && !ticket.pending) return null;
  return (
    <p class="ticket-marks">
      {isNew && offers.reconocer && (
        <button
          type="button"
          class="mark mark-new"
          data-accion="reconocer"
          onClick={() => actions.run(ticket, { accion: 'reconocer' })}
        >
          <strong>{words().isNew}</strong>
          <span class="mark-do">
            <Icon name="done" />
            {words().seen}
          </span>
          <span class="visually-hidden">{words().ofOrder(ticket.numero)}</span>
        </button>
      )}
      {isNew && !offers.reconocer && <strong class="mark mark-new">{words().isNew}</strong>}
      {ticket.pending && <PendingMark mark={ticket.pending.mark} />}
    </p>
  );
}

/** Marks an order with a pending command, also a closed one. */
export function PendingMark({ mark }: { mark: 'saving' | 'unsent' }) {
  return (
    <span class="mark mark-pending" data-marca={mark}>
      {mark === 'saving' ? words().saving : words().unsent}
    </span>
  );
}

/** Makes only the card that last had the focus a Tab stop. The arrow keys lead to the others. */
export function useTabStop(ticketId: number, actions: TicketActions): ReadonlySignal<number> {
  return useComputed(() => (actions.selected.value === ticketId ? 0 : -1));
}
