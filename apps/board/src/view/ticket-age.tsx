import { useComputed } from '@preact/signals';
import type { Ticket } from '@relevo/contract';
import { ageLevel } from './age-level.ts';
import type { BoardView } from './board-view.ts';
import { cardWords as words } from './card-words.ts';
import { formatAge, formatTime } from './format.ts';

type Props = { ticket: Ticket; serverNow: BoardView['serverNow'] };

/** How long the order has been there, by the server's clock. */
export function TicketAge({ ticket, serverNow }: Props) {
  const created = Date.parse(ticket.fecha_creacion);
  const text = useComputed(() => formatAge(serverNow.value - created));
  const level = useComputed(() => ageLevel(ticket.estado, serverNow.value - created));
  return (
    <time
      class="ticket-age"
      dateTime={ticket.fecha_creacion}
      title={words().cameInAt(formatTime(ticket.fecha_creacion))}
      data-nivel={level}
    >
      {text}
    </time>
  );
}
