import { type Signal, useSignal } from '@preact/signals';
import { isOpen, type State } from '@relevo/contract';
import type { VNode } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { ShownTicket } from '../actions/queued-command.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { labels } from '../i18n/labels.ts';
import { ClosedTicket, OpenTicket } from '../ticket/ticket-card.tsx';
import type { BoardParts } from './board-shell.ts';
import type { BoardView } from './board-view.ts';
import { keepRows, type RowLook } from './keep-rows.ts';
import type { Overview } from './overview.ts';
import { overviewWords, boardWords as words } from './words.ts';

const closedShown = 50;

type Props = {
  estado: State;
  view: BoardView;
  overview: Overview;
  actions: TicketActions;
  isShown: boolean;
} & Pick<BoardParts, 'Lost'>;

/** Shows the tickets in one state. */
export function Column({ estado, view, overview, actions, isShown, Lost }: Props) {
  const found = overview.found[estado].value;
  const marked = overview.marked.value;
  const isFound = ({ ticket_id }: ShownTicket) => found === null || found.has(ticket_id);
  const all = view.columns[estado].value;
  // A long list of closed orders draws only the first results. An open one keeps every card, so that the next key typed
  // in the search only shows and hides cards.
  const tickets = isOpen(estado) ? all : all.filter(isFound);
  const limit = useSignal(closedShown);
  const rows = useTicketRows(view, actions);
  const shown = isOpen(estado) ? tickets : tickets.slice(0, limit.value);
  const hidden = tickets.length - shown.length;
  const heading = `columna-${estado}`;
  return (
    <section
      class="column"
      id={`lista-${estado}`}
      data-estado={estado}
      aria-labelledby={heading}
      hidden={!isShown}
    >
      <h2 class="column-head" id={heading}>
        <span class="column-dot" aria-hidden="true" />
        {labels().states[estado]}
        <Count view={view} overview={overview} estado={estado} />
      </h2>
      <ul
        class="tickets"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a list that scrolls.
        tabIndex={0}
        aria-labelledby={heading}
        data-resaltando={marked && isOpen(estado) ? 'si' : undefined}
      >
        {isOpen(estado) && <Lost estado={estado} />}
        {rows(
          shown.map((ticket) => ({
            ticket,
            hidden: !isFound(ticket),
            marked: marked?.has(ticket.ticket_id) ?? false,
          })),
        )}
        {all.length > 0 && found?.size === 0 && <li class="vacant">{overviewWords().noneFound}</li>}
        {all.length === 0 && <Vacant estado={estado} loaded={view.loaded.value} />}
        {hidden > 0 && (
          <li class="more">
            <button
              type="button"
              class="button"
              onClick={() => {
                limit.value += closedShown;
              }}
            >
              {words().showMore(Math.min(hidden, closedShown))}
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}

// Before the first load nobody knows whether a column is empty.
function Vacant({ estado, loaded }: { estado: State; loaded: boolean }) {
  if (loaded) return <li class="vacant">{labels().empty[estado]}</li>;
  return (
    <>
      <li class="placeholder" aria-hidden="true" />
      <li class="placeholder" aria-hidden="true" />
    </>
  );
}

/** Makes the cards of a list; unchanged ones are the same objects as last time. */
function useTicketRows(view: BoardView, actions: TicketActions): (looks: readonly RowLook[]) => VNode[] {
  return useMemo(() => keepRows((look) => rowOf(look, view, actions)), [view, actions]);
}

function rowOf({ ticket, hidden, marked }: RowLook, view: BoardView, actions: TicketActions): VNode {
  return (
    <li key={ticket.ticket_id} hidden={hidden} data-resaltado={marked ? 'si' : undefined}>
      {isOpen(ticket.estado) ? (
        <OpenTicket ticket={ticket} view={view} actions={actions} />
      ) : (
        <ClosedTicket ticket={ticket} actions={actions} />
      )}
    </li>
  );
}

type ColumnTabsProps = { view: BoardView; overview: Overview; columns: readonly State[]; sides: boolean };

/** Shows a tab for each column, with its count, where one fills the screen. @param sides whether the other side has one */
export function ColumnTabs({ view, overview, columns, sides }: ColumnTabsProps) {
  const { ver } = overview.state.value;
  const inSight = useSignal(columns[0]);
  useEffect(() => watchColumns(inSight, columns), [inSight, columns]);
  return (
    <nav class="tabs" aria-label={words().columns}>
      {columns.map((estado) => (
        <button
          key={estado}
          type="button"
          class="tab"
          data-estado={estado}
          aria-current={inSight.value === estado ? 'true' : undefined}
          onClick={() => showColumn(estado)}
        >
          <span class="column-dot" aria-hidden="true" />
          {labels().states[estado]} <Count view={view} overview={overview} estado={estado} />
        </button>
      ))}
      {sides && (
        <button
          type="button"
          class="tab tab-side"
          data-accion="cambiar-lado"
          onClick={() => overview.change({ ver: ver === 'abiertos' ? 'cerrados' : 'abiertos' })}
        >
          {ver === 'abiertos' ? `${overviewWords().closed} ›` : `‹ ${overviewWords().open}`}
        </button>
      )}
    </nav>
  );
}

function showColumn(estado: State): void {
  document.getElementById(`lista-${estado}`)?.scrollIntoView({ inline: 'start', block: 'nearest' });
}

function watchColumns(inSight: Signal<State | undefined>, columns: readonly State[]): () => void {
  const visible = new Set<string>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target.id);
        else visible.delete(target.id);
      }
      const estado = columns.find((state) => visible.has(`lista-${state}`));
      if (!estado || estado === inSight.peek()) return;
      inSight.value = estado;
      const tab = document.querySelector(`.tab[data-estado="${estado}"]`);
      tab?.scrollIntoView({ inline: 'center', block: 'nearest' });
    },
    { threshold: 0.6 },
  );
  for (const state of columns) {
    const column = document.getElementById(`lista-${state}`);
    if (column) observer.observe(column);
  }
  return () => observer.disconnect();
}

type CountProps = { estado: State; view: BoardView; overview: Overview };

/** Shows how many tickets a column has. Shows nothing before the first load, as 0 might be wrong. */
function Count({ estado, view, overview }: CountProps) {
  if (!view.loaded.value) return <span class="count">–</span>;
  const total = view.columns[estado].value.length;
  const found = overview.found[estado].value;
  return <span class="count">{found ? overviewWords().countOf(found.size, total) : total}</span>;
}
