import { useComputed } from '@preact/signals';
import type { ShownTicket } from '../../commands/queued-command.ts';
import type { BoardView } from '../../view/board-view.ts';
import { formatQuantity } from '../../view/format.ts';
import { Icon } from '../../view/icons.tsx';
import { splitNumero } from '../../view/split-numero.ts';
import { TicketAge } from '../../view/ticket-age.tsx';
import { TicketNumber } from '../../view/ticket-number.tsx';
import type { Density } from './fit-cards.ts';
import { tvWords as words } from './words.ts';

// So many letters have room beside the flag on the smallest card.
const longNumber = 9;

type Props = { ticket: ShownTicket; view: BoardView; density: Density };

/** A card to be read from across the room: number, age, who, where, what. Nothing to touch. */
export function TvCard({ ticket, view, density }: Props) {
  const fresh = useComputed(() => (view.fresh.value.has(ticket.ticket_id) ? 'si' : 'no'));
  return (
    <article
      class="ticket tv-card"
      aria-labelledby={`ticket-${ticket.ticket_id}`}
      data-ticket-id={ticket.ticket_id}
      data-numero={ticket.numero}
      data-estado={ticket.estado}
      data-prioridad={ticket.prioridad}
      data-nuevo={fresh}
    >
      <h3
        id={`ticket-${ticket.ticket_id}`}
        data-largo={splitNumero(ticket.numero).own.length > longNumber ? 'si' : undefined}
      >
        <span class="visually-hidden">{words().order} </span>
        <TicketNumber numero={ticket.numero} />
      </h3>
      <header class="tv-age">
        <TicketAge ticket={ticket} view={view} />
      </header>
      <Who ticket={ticket} />
      {density.items > 1 && ticket.cliente_direccion && (
        <p class="tv-where">
          <Icon name="place" />
          <bdi>{ticket.cliente_direccion}</bdi>
        </p>
      )}
      {density.items > 0 && <Items productos={ticket.productos} lines={density.items} />}
    </article>
  );
}

/** Who takes it, once it is on its way; until then for whom it is. */
function Who({ ticket }: { ticket: ShownTicket }) {
  const driver = ticket.estado === 'en-camino' ? ticket.repartidor : null;
  return (
    <p class="tv-who">
      {ticket.prioridad === 'alta' && (
        <span class="flag">
          <Icon name="raised" />
          {words().high}
        </span>
      )}
      {driver && <Icon name="driver" />}
      <bdi>{driver?.nombre ?? ticket.cliente_nombre}</bdi>
    </p>
  );
}

function Items({ productos, lines }: { productos: ShownTicket['productos']; lines: number }) {
  // The line that says how many more there are takes the place of one of them.
  const shown = productos.length <= lines ? productos : productos.slice(0, Math.max(1, lines - 1));
  const more = productos.length - shown.length;
  return (
    <ul class="tv-items">
      {shown.map((product, index) => (
        <li key={index} data-hecho={product.hecho === true ? 'si' : 'no'}>
          <strong>{formatQuantity(product.cantidad)}</strong> <bdi>{product.nombre}</bdi>
          {lines === 1 && more > 0 && <span class="tv-more"> +{more}</span>}
        </li>
      ))}
      {lines > 1 && more > 0 && <li class="tv-more">{words().more(more)}</li>}
    </ul>
  );
}
