import { states } from '@relevo/contract';
import { useMemo, useRef } from 'preact/hooks';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { ignoreHeldKeys } from '../ui/click.ts';
import { createHint, HintLine } from '../ui/hint.tsx';
import { lazy } from '../ui/lazy.tsx';
import { UpdateNote } from '../version/version.tsx';
import { Announcer } from './announcer.tsx';
import { isInView } from './board-address.ts';
import type { BoardParts, BoardShell } from './board-shell.ts';
import { Column, ColumnTabs } from './columns.tsx';
import { StaleBanner } from './connection-status.tsx';
import { choosesView } from './overview.ts';
import { ClosedNote, OverviewBar } from './overview-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useMoves } from './use-moves.ts';

// Nobody touches anything before there is something to see.
const BoardControls = lazy(() => import('./board-controls.tsx').then((part) => part.BoardControls), 'unseen');
const TotalsPanel = lazy(() => import('./totals-panel.tsx').then((part) => part.TotalsPanel));

type Props = { shell: BoardShell; parts: BoardParts; work: TicketActions };

/** The board on which people work. */
export function BoardPage({ shell, parts, work }: Props) {
  const { view, clock } = shell;
  const hint = useMemo(() => createHint(clock), [clock]);
  const page = useRef<HTMLDivElement>(null);
  useMoves(view, page);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps held keys from reaching the buttons in it
    <div class="board" ref={page} onKeyDown={ignoreHeldKeys}>
      <TopBar view={view} person={work.person} parts={parts} />
      <StaleBanner view={view} />
      <parts.Alerts work={work} />
      <UpdateNote updates={shell.updates} />
      {work.person.rol === 'repartidor' ? (
        <main class="deliveries-page" data-desactualizado={view.stale.value ? 'si' : 'no'}>
          {view.loaded.value && view.total.value === 0 && <parts.EmptyBoard person={work.person} />}
          <parts.Deliveries work={work} />
        </main>
      ) : (
        <Columns shell={shell} parts={parts} work={work} />
      )}
      <BoardControls work={work} hint={hint} shell={shell} parts={parts} />
      <HintLine hint={hint} />
      <Announcer view={view} spoken={parts.spoken} />
    </div>
  );
}

/** The orders by state, and what of them is shown. */
function Columns({ shell, parts, work }: Props) {
  const { view, overview } = shell;
  const chooses = choosesView(work.person);
  const state = overview.state.value;
  const ver = chooses ? state.ver : 'abiertos';
  const shown = useMemo(() => states.filter((estado) => isInView(estado, ver)), [ver]);
  return (
    <>
      {chooses && <OverviewBar view={view} overview={overview} />}
      {chooses && ver === 'cerrados' && <ClosedNote router={shell.router} />}
      <parts.Guide work={work} />
      <ColumnTabs view={view} overview={overview} columns={shown} sides={chooses} />
      <div class="board-body">
        <main
          class="columns"
          data-desactualizado={view.stale.value ? 'si' : 'no'}
          data-columnas={shown.length}
        >
          {view.loaded.value && view.total.value === 0 && <parts.EmptyBoard person={work.person} />}
          {states.map((estado) => (
            <Column key={estado} {...{ estado, view, overview, work }} isShown={shown.includes(estado)} />
          ))}
        </main>
        {chooses && state.preparar && (
          <TotalsPanel overview={overview} numeroOf={(ticketId) => work.find(ticketId)?.numero} />
        )}
      </div>
    </>
  );
}
