import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { OpenState } from '@relevo/contract';
import { ageLevel, ageMinutes } from '../../view/age-level.ts';
import type { BoardView } from '../../view/board-view.ts';
import { labels } from '../../view/labels.ts';
import type { Fit } from './fit-cards.ts';
import { turnPages } from './turn-pages.ts';
import { TvCard } from './tv-card.tsx';
import { tvWords as words } from './words.ts';

const pageMs = 15_000;

type Props = { estado: OpenState; view: BoardView; fit: ReadonlySignal<Fit> };

/** The orders in one state; where they are too many, a page of them. */
export function TvColumn({ estado, view, fit }: Props) {
  const tickets = view.columns[estado].value;
  const { density, across, capacity } = fit.value;
  // By the server's clock: all TVs of a shop turn their pages together.
  const turn = useComputed(() => Math.floor(view.serverNow.value / pageMs));
  const late = useComputed(() => {
    const { value: now } = view.serverNow;
    const isLate = ({ fecha_creacion }: { fecha_creacion: string }) =>
      ageLevel(estado, ageMinutes(fecha_creacion, now), view.limits.value) === 'tarde';
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
