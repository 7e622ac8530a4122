import { useSignal } from '@preact/signals';
import { isOpen, type State } from '@relevo/contract';
import type { ShownTicket } from '../commands/queued-command.ts';
import type { Workbench } from '../work/workbench.ts';
import type { BoardView } from './board-view.ts';
import { ClosedTicket } from './closed-ticket.tsx';
import { Count } from './count.tsx';
import { labels } from './labels.ts';
import { OpenTicket } from './open-ticket.tsx';
import { boardWords as words } from './words.ts';

const closedShown = 50;

type Props = { estado: State; view: BoardView; work: Workbench };

/** The tickets in one state. */
export function Column({ estado, view, work }: Props) {
  const tickets = view.columns[estado].value;
  const limit = useSignal(closedShown);
  const shown = isOpen(estado) ? tickets : tickets.slice(0, limit.value);
  const hidden = tickets.length - shown.length;
  const heading = `columna-${estado}`;
  return (
    <section class="column" id={`lista-${estado}`} data-estado={estado} aria-labelledby={heading}>
      <h2 class="column-head" id={heading}>
        <span class="column-dot" aria-hidden="true" />
        {labels().states[estado]}
        <Count view={view} estado={estado} />
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reachable by keyboard. */}
      <ul class="tickets" tabIndex={0} aria-labelledby={heading}>
        {shown.map((ticket) => (
          <li key={ticket.ticket_id}>
            <Card ticket={ticket} view={view} work={work} />
          </li>
        ))}
        {tickets.length === 0 && <Vacant estado={estado} loaded={view.loaded.value} />}
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

type CardProps = { ticket: ShownTicket; view: BoardView; work: Workbench };

function Card({ ticket, view, work }: CardProps) {
  return isOpen(ticket.estado) ? (
    <OpenTicket ticket={ticket} view={view} work={work} />
  ) : (
    <ClosedTicket ticket={ticket} work={work} />
  );
}

// Before the first load nobody knows whether a column is empty.
function Vacant({ estado, loaded }: { estado: State; loaded: boolean }) {
  if (loaded) return <li class="vacant">{labels().empty[estado]}</li>;
  return <li class="placeholder" aria-hidden="true" />;
}
