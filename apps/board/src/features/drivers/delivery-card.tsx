import { useComputed } from '@preact/signals';
import { isOpen } from '@relevo/contract';
import type { ShownTicket } from '../../commands/queued-command.ts';
import { useTabStop } from '../../keys/use-tab-stop.ts';
import type { BoardView } from '../../view/board-view.ts';
import { TestFlag } from '../../view/test-flag.tsx';
import { TicketAge } from '../../view/ticket-age.tsx';
import { TicketItems } from '../../view/ticket-items.tsx';
import { PendingMark } from '../../view/ticket-marks.tsx';
import { TicketNumber } from '../../view/ticket-number.tsx';
import type { Workbench } from '../../work/workbench.ts';
import { DeliveryActions } from './delivery-actions.tsx';
import { DeliveryContact } from './delivery-contact.tsx';
import { DeliveryPayment } from './delivery-payment.tsx';
import { driverWords as words } from './words.ts';

type Props = { ticket: ShownTicket; view: BoardView; work: Workbench };

/** An order as its driver needs it: where to, how it is paid, whom to call, done or not. */
export function DeliveryCard({ ticket, view, work }: Props) {
  const tabIndex = useTabStop(ticket.ticket_id, work);
  const fresh = useComputed(() => (view.fresh.value.has(ticket.ticket_id) ? 'si' : 'no'));
  const { ticket_id: id, estado, productos, indicaciones, pending } = ticket;
  const { tick } = work.offers(ticket);
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
      data-sin-enviar={pending?.mark === 'sin-enviar' ? 'si' : undefined}
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
              tick ? (indice, hecho) => work.run(ticket, { accion: 'marcar_item', indice, hecho }) : undefined
            }
          />
        </details>
      )}
      {pending && <PendingMark mark={pending.mark} />}
      <DeliveryActions ticket={ticket} work={work} />
    </article>
  );
}
