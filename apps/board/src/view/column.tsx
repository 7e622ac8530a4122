import { useSignal } from '@preact/signals';
import { isOpen, type State } from '@relevo/contract';
import type { ShownTicket } from '../actions/queued-command.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import type { Overview } from '../overview/overview.ts';
import { overviewWords } from '../overview/words.ts';
import type { BoardView } from './board-view.ts';
import { Count } from './count.tsx';
import { labels } from './labels.ts';
import { useTicketRows } from './ticket-rows.tsx';
import { boardWords as words } from './words.ts';

const closedShown = 50;

type Props = { estado: State; view: BoardView; overview: Overview; work: TicketActions; isShown: boolean };

/** The tickets in one state. */
export function Column({ estado, view, overview, work, isShown }: Props) {
  const found = overview.found[estado].value;
  const marked = overview.marked.value;
  const isFound = ({ ticket_id }: ShownTicket) => found === null || found.has(ticket_id);
  const all = view.columns[estado].value;
  // A long list of closed orders is cut to what is found first; an open one keeps every card, so that the next key
  // pressed in the search only shows and hides.
  const tickets = isOpen(estado) ? all : all.filter(isFound);
  const limit = useSignal(closedShown);
  const rows = useTicketRows(view, work);
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
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reachable by keyboard.
        tabIndex={0}
        aria-labelledby={heading}
        data-resaltando={marked && isOpen(estado) ? 'si' : undefined}
      >
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
