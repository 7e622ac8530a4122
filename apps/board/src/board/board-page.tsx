import { states } from '@relevo/contract';
import { useMemo, useRef } from 'preact/hooks';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { RingPlace } from '../features/alerts/alert-places.tsx';
import { Quiet } from '../features/onboarding/empty-board.tsx';
import { mayTry } from '../features/onboarding/onboarding.ts';
import type { Shell } from '../shell.ts';
import { ignoreHeldKeys } from '../ui/click.ts';
import { createHint, HintLine } from '../ui/hint.tsx';
import { lazy } from '../ui/lazy.tsx';
import { UpdateNote } from '../version/version.tsx';
import { Announcer } from './announcer.tsx';
import { isInView } from './board-address.ts';
import { Column, ColumnTabs } from './columns.tsx';
import { StaleBanner } from './connection-status.tsx';
import { choosesView } from './overview.ts';
import { ClosedNote, OverviewBar } from './overview-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useMoves } from './use-moves.ts';

// Nobody touches anything before there is something to see.
const Hands = lazy(() => import('./board-controls.tsx').then((part) => part.Hands), 'unseen');
const TotalsPanel = lazy(() => import('./totals-panel.tsx').then((part) => part.TotalsPanel));
const Guide = lazy(() => import('../features/onboarding/guide.tsx').then((part) => part.Guide), 'unseen');
const DriverList = lazy(() => import('../features/drivers/driver-list.tsx').then((part) => part.DriverList));

/** The board on which people work. */
export function BoardPage({ shell, work }: { shell: Shell; work: TicketActions }) {
  const { view } = shell;
  const hint = useMemo(() => createHint(shell.clock), [shell]);
  const page = useRef<HTMLDivElement>(null);
  useMoves(view, page);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps held keys from reaching the buttons in it
    <div class="board" ref={page} onKeyDown={ignoreHeldKeys}>
      <TopBar shell={shell} person={work.person} />
      <StaleBanner view={view} />
      <RingPlace ring={shell.ring} failed={shell.ringFailed} work={work} />
      <UpdateNote updates={shell.updates} />
      {work.person.rol === 'repartidor' ? (
        <main class="deliveries-page" data-desactualizado={view.stale.value ? 'si' : 'no'}>
          {view.loaded.value && view.total.value === 0 && <Quiet shell={shell} person={work.person} />}
          <DriverList view={view} work={work} />
        </main>
      ) : (
        <Columns shell={shell} work={work} />
      )}
      <Hands work={work} hint={hint} shell={shell} />
      <HintLine hint={hint} />
      <Announcer view={view} />
    </div>
  );
}

/** The orders by state, and what of them is shown. */
function Columns({ shell, work }: { shell: Shell; work: TicketActions }) {
  const { view, overview } = shell;
  const chooses = choosesView(work.person);
  const state = overview.state.value;
  const ver = chooses ? state.ver : 'abiertos';
  const shown = useMemo(() => states.filter((estado) => isInView(estado, ver)), [ver]);
  return (
    <>
      {chooses && <OverviewBar shell={shell} />}
      {chooses && ver === 'cerrados' && <ClosedNote router={shell.router} />}
      {mayTry(work.person) && shell.first.guided.value && (
        <Guide first={shell.first} work={work} router={shell.router} />
      )}
      <ColumnTabs view={view} overview={overview} columns={shown} sides={chooses} />
      <div class="board-body">
        <main
          class="columns"
          data-desactualizado={view.stale.value ? 'si' : 'no'}
          data-columnas={shown.length}
        >
          {view.loaded.value && view.total.value === 0 && <Quiet shell={shell} person={work.person} />}
          {states.map((estado) => (
            <Column key={estado} {...{ estado, view, overview, work }} isShown={shown.includes(estado)} />
          ))}
        </main>
        {chooses && state.preparar && (
          <TotalsPanel shell={shell} numeroOf={(ticketId) => work.find(ticketId)?.numero} />
        )}
      </div>
    </>
  );
}
