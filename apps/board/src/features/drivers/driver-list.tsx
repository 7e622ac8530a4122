import './drivers.css';
import type { ShownTicket } from '../../commands/queued-command.ts';
import type { BoardView } from '../../view/board-view.ts';
import { ClosedTicket } from '../../view/closed-ticket.tsx';
import type { Workbench } from '../../work/workbench.ts';
import { DeliveryCard } from './delivery-card.tsx';
import { orderDeliveries } from './order-deliveries.ts';
import { driverWords as words } from './words.ts';

type Props = { view: BoardView; work: Workbench };

/** A driver's page: what there is to deliver, one under the other in the order of work; what is done with, below. */
export function DriverList({ view, work }: Props) {
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
        {deliveries.map((ticket) => (
          <li key={ticket.ticket_id}>
            <DeliveryCard ticket={ticket} view={view} work={work} />
          </li>
        ))}
      </ul>
      {closed.length > 0 && (
        <details class="deliveries-done">
          <summary class="button">{words().done(closed.length)}</summary>
          <ul class="tickets">
            {closed.map((ticket) => (
              <li key={ticket.ticket_id}>
                <ClosedTicket ticket={ticket} work={work} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
