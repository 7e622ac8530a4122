import './tv.css';
import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import { type OpenState, openStates, type TvTicket, unitOf } from '@relevo/contract';
import { useEffect, useRef } from 'preact/hooks';
import type { ShownTicket } from '../../actions/queued-command.ts';
import type { BoardShell } from '../../board/board-shell.ts';
import type { BoardView } from '../../board/board-view.ts';
import { ConnectionSign, StaleBanner } from '../../board/connection-status.tsx';
import { useMoves } from '../../board/use-moves.ts';
import { boardWords } from '../../board/words.ts';
import { bilingual, plural } from '../../i18n/bilingual.ts';
import { labels } from '../../i18n/labels.ts';
import { ageLevel, ageMinutes } from '../../ticket/age.ts';
import { lateArrival, TicketAge } from '../../ticket/ticket-age.tsx';
import { splitNumero, TicketNumber } from '../../ticket/ticket-number.tsx';
import { formatQuantity, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Brand } from '../../ui/page-head.tsx';
import { StorePlace } from '../feed/feed-sign.tsx';
import { startTv } from './kiosk.ts';
import { type Density, type Fit, fitCards, fitProducts, turnPages } from './tv-layout.ts';

const nothing = { widthRem: 0, heightRem: 0 };

/** The board on a wall: large, with nothing to touch and nobody to look after it. */
export function TvPage({ shell }: { shell: Pick<BoardShell, 'clock' | 'view'> }) {
  const { view } = shell;
  const page = useRef<HTMLDivElement>(null);
  const room = useSignal(nothing);
  const time = useComputed(() => formatTime(new Date(view.serverNow.value).toISOString()));
  const fit = useComputed(() => {
    const counts = openStates.map((state) => view.columns[state].value.length);
    return fitCards(counts, room.value);
  });
  useEffect(() => {
    if (page.current) return startTv(shell, page.current);
  }, [shell]);
  useMoves(view, page);
  useEffect(() => {
    const list = page.current?.querySelector('.tv-cards');
    if (!list) return;
    const observer = new ResizeObserver(() => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      room.value = { widthRem: list.clientWidth / rem, heightRem: list.clientHeight / rem };
    });
    observer.observe(list);
    return () => observer.disconnect();
  }, [room]);
  const isQuiet = view.loaded.value && openStates.every((state) => view.columns[state].value.length === 0);
  return (
    <div
      class="board tv"
      ref={page}
      data-densidad={fit.value.density.name}
      data-angosto={fit.value.narrow ? 'si' : 'no'}
    >
      <header class="top-bar">
        <Brand />
        <ConnectionSign view={view} />
        <time class="tv-clock">{time}</time>
      </header>
      <StaleBanner view={view} />
      <StorePlace view={view} person={null} />
      <main class="tv-columns" data-desactualizado={view.stale.value ? 'si' : 'no'}>
        {openStates.map((state) => (
          <TvColumn key={state} estado={state} view={view} fit={fit} />
        ))}
        {isQuiet && (
          <div class="quiet">
            <h2>{view.stores.value?.length === 0 ? boardWords().noStoreYet : words().quiet}</h2>
            <p>{words().quietMore}</p>
          </div>
        )}
      </main>
    </div>
  );
}

/** An order as a TV gets it: nothing else of it is sent, so nothing else can be drawn. */
type Order = Pick<ShownTicket, Exclude<keyof TvTicket, 'repartidor'>> & {
  repartidor: { nombre: string } | null;
};

const pageMs = 15_000;

type ColumnProps = { estado: OpenState; view: BoardView; fit: ReadonlySignal<Fit> };

/** The orders in one state, in pages where they are too many. */
function TvColumn({ estado, view, fit }: ColumnProps) {
  const tickets = view.columns[estado].value;
  const { density, across, capacity } = fit.value;
  // The server's clock makes all TVs of a shop turn their pages together.
  const turn = useComputed(() => Math.floor(view.serverNow.value / pageMs));
  const late = useComputed(() => {
    const { value: now } = view.serverNow;
    const isLate = ({ fecha_creacion }: { fecha_creacion: string }) =>
      ageLevel(estado, ageMinutes(fecha_creacion, now), view.limits.value) === 'late';
    return view.columns[estado].value.filter(isLate).length;
  });
  const { shown, page, pages } = turnPages(tickets, { late: late.value, capacity, turn: turn.value });
  const heading = `columna-${estado}`;
  const size = { '--tv-row': `${density.rowRem}rem`, '--tv-across': String(across) };
  return (
    <section class="tv-column" data-estado={estado} aria-labelledby={heading}>
      <h2 class="tv-column-head" id={heading}>
        <span class="column-dot" aria-hidden="true" />
        {labels().states[estado]}
        <span class="count">{view.loaded.value ? tickets.length : '–'}</span>
        {pages > 1 && <span class="tv-pages">{words().page(page, pages)}</span>}
      </h2>
      <ul class="tv-cards" style={size}>
        {shown.map((ticket) => (
          <li key={ticket.ticket_id}>
            <TvCard ticket={ticket} view={view} density={density} />
          </li>
        ))}
        {tickets.length === 0 && view.loaded.value && <li class="tv-vacant">{labels().empty[estado]}</li>}
      </ul>
    </section>
  );
}

// The longest number that fits beside the flag on the smallest card.
const longNumber = 9;

type CardProps = { ticket: Order; view: BoardView; density: Density };

/** A card to be read from across the room: number, age, who, what. Nothing to touch. */
function TvCard({ ticket, view, density }: CardProps) {
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
      {density.items > 0 && <Items productos={ticket.productos} lines={density.items} />}
    </article>
  );
}

/** The driver of an order that is on its way; otherwise its customer. */
function Who({ ticket }: { ticket: Order }) {
  const driver = ticket.estado === 'en-camino' ? ticket.repartidor : null;
  const late = lateArrival(ticket);
  return (
    <p class="tv-who">
      {ticket.prioridad === 'alta' && (
        <span class="flag">
          <Icon name="raised" />
          {words().high}
        </span>
      )}
      {late && (
        <span class="flag tv-late">
          <Icon name="arrived" />
          <span class="tv-late-more">
            {words().cameLate} {late.placed} →
          </span>
          {late.arrived}
        </span>
      )}
      {driver && <Icon name="driver" />}
      <bdi>{driver?.nombre ?? ticket.cliente_nombre}</bdi>
    </p>
  );
}

function Items({ productos, lines }: { productos: Order['productos']; lines: number }) {
  const shown = productos.slice(0, fitProducts(productos, lines));
  const more = productos.length - shown.length;
  return (
    <ul class="tv-items">
      {shown.map((product, index) => (
        <li
          key={index}
          data-hecho={product.hecho === true ? 'si' : 'no'}
          data-notas={product.notas && lines > 2 ? 'si' : undefined}
        >
          <strong>{formatQuantity(product.cantidad, unitOf(product))}</strong> <bdi>{product.nombre}</bdi>
          {typeof product.notas === 'string' && <bdi class="tv-note"> {product.notas}</bdi>}
          {lines === 1 && more > 0 && <span class="tv-more"> +{more}</span>}
        </li>
      ))}
      {lines > 1 && more > 0 && <li class="tv-more">{words().more(more)}</li>}
    </ul>
  );
}

export const words = bilingual({
  es: {
    order: 'Pedido',
    more: (count: number) => `y ${count} ${plural('es', count, { one: 'producto', other: 'productos' })} más`,
    page: (page: number, pages: number) => `Página ${page} de ${pages}`,
    quiet: 'Todo tranquilo',
    quietMore: 'Cuando entre un pedido, aparece acá solo.',
    high: 'Alta',
    isNew: 'Nuevo',
    cameLate: 'Llegó tarde',
  },
  en: {
    order: 'Order',
    more: (count) => `and ${count} more ${plural('en', count, { one: 'item', other: 'items' })}`,
    page: (page, pages) => `Page ${page} of ${pages}`,
    quiet: 'All quiet',
    quietMore: 'When an order comes in, it appears here by itself.',
    high: 'High',
    isNew: 'New',
    cameLate: 'Came in late',
  },
});
