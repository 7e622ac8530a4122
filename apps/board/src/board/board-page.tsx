import { type ReadonlySignal, useComputed } from '@preact/signals';
import { type Person, states, type Ticket } from '@relevo/contract';
import { useMemo, useRef } from 'preact/hooks';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { labels } from '../i18n/labels.ts';
import type { Connection } from '../live/connection.ts';
import { ignoreHeldKeys } from '../ui/click.ts';
import { createHint, HintLine } from '../ui/hint.tsx';
import { lazy } from '../ui/lazy.tsx';
import { Brand } from '../ui/page-head.tsx';
import { UpdateNote } from '../version/version.tsx';
import { isInView } from './board-address.ts';
import type { BoardParts, BoardShell } from './board-shell.ts';
import type { BoardView } from './board-view.ts';
import { Column, ColumnTabs } from './columns.tsx';
import { ConnectionSign, connectionWords, StaleBanner } from './connection-status.tsx';
import { choosesView } from './overview.ts';
import { ClosedNote, OverviewBar } from './overview-bar.tsx';
import { useMoves } from './use-moves.ts';
import { boardWords as words } from './words.ts';

// Loaded after the board: nobody uses the controls before there are tickets.
const BoardControls = lazy(() => import('./board-controls.tsx').then((part) => part.BoardControls), 'unseen');
const TotalsPanel = lazy(() => import('./totals-panel.tsx').then((part) => part.TotalsPanel));

type Props = { shell: BoardShell; parts: BoardParts; actions: TicketActions };

/** Shows the board on which people work. */
export function BoardPage({ shell, parts, actions }: Props) {
  const { view, clock } = shell;
  const hint = useMemo(() => createHint(clock), [clock]);
  const page = useRef<HTMLDivElement>(null);
  useMoves(view, page);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps held keys from the buttons in it
    <div class="board" ref={page} onKeyDown={ignoreHeldKeys}>
      <TopBar view={view} person={actions.person} parts={parts} />
      <StaleBanner view={view} />
      <parts.Stores person={actions.person} />
      <parts.Alerts actions={actions} />
      <UpdateNote updates={shell.updates} />
      {actions.person.rol === 'repartidor' ? (
        <main class="deliveries-page" data-desactualizado={view.stale.value ? 'si' : 'no'}>
          {view.loaded.value && view.total.value === 0 && <parts.EmptyBoard person={actions.person} />}
          <parts.Deliveries actions={actions} />
        </main>
      ) : (
        <Columns shell={shell} parts={parts} actions={actions} />
      )}
      <BoardControls actions={actions} hint={hint} shell={shell} parts={parts} />
      <HintLine hint={hint} />
      <Announcer view={view} spoken={parts.spoken} />
    </div>
  );
}

/** Shows the orders by state, and the controls of the view. */
function Columns({ shell, parts, actions }: Props) {
  const { view, overview } = shell;
  const chooses = choosesView(actions.person);
  const state = overview.state.value;
  const ver = chooses ? state.ver : 'abiertos';
  const shown = useMemo(() => states.filter((estado) => isInView(estado, ver)), [ver]);
  return (
    <>
      {chooses && <OverviewBar view={view} overview={overview} />}
      {chooses && ver === 'cerrados' && <ClosedNote router={shell.router} />}
      <parts.Guide actions={actions} />
      <ColumnTabs view={view} overview={overview} columns={shown} sides={chooses} />
      <div class="board-body">
        <main
          class="columns"
          data-desactualizado={view.stale.value ? 'si' : 'no'}
          data-columnas={shown.length}
        >
          {view.loaded.value && view.total.value === 0 && <parts.EmptyBoard person={actions.person} />}
          {states.map((estado) => (
            <Column
              key={estado}
              {...{ estado, view, overview, actions }}
              Lost={parts.Lost}
              isShown={shown.includes(estado)}
            />
          ))}
        </main>
        {chooses && state.preparar && (
          <TotalsPanel overview={overview} numeroOf={(ticketId) => actions.find(ticketId)?.numero} />
        )}
      </div>
    </>
  );
}

/**
 * Announces to screen readers that the connection is lost or back, and new orders.
 * @param spoken other announcements
 */
function Announcer({ view, spoken }: { view: BoardView; spoken: ReadonlySignal<string> }) {
  // Depend on the kind, not on the text: a counter of seconds must not be announced every second.
  const connection = useComputed(() => spokenConnection(view.connection.value.kind));
  const arrived = useComputed(() => arrivalText(view.arrived.value));
  return (
    <div class="visually-hidden">
      <p role="status">{connection}</p>
      <p role="status">{spoken}</p>
      <p role="status">{arrived}</p>
    </div>
  );
}

// Do not announce catching up: it is short and frequent.
function spokenConnection(kind: Connection['kind']): string {
  if (kind === 'live') return connectionWords().spokenLive;
  return kind === 'offline' ? connectionWords().spokenOffline : '';
}

function arrivalText(tickets: readonly Ticket[]): string {
  const [first] = tickets;
  if (!first) return '';
  if (tickets.length > 1) return words().newOrders(tickets.length);
  return words().newOrder(first.numero, first.cliente_nombre);
}

type TopBarProps = { view: BoardView; person: Person; parts: Pick<BoardParts, 'Feed' | 'Menu'> };

/** Shows the state of the connection, and who is signed in. */
function TopBar({ view, person, parts: { Feed, Menu } }: TopBarProps) {
  return (
    <header class="top-bar">
      <Brand />
      <ConnectionSign view={view} />
      <UnsentSign view={view} />
      <Feed person={person} />
      <div class="who">
        <Who person={person} />
        <Menu person={person} />
      </div>
    </header>
  );
}

function Who({ person }: { person: Person }) {
  return (
    <span class="who-name" data-rol={person.rol}>
      <bdi>{person.nombre}</bdi>
      <span class="who-role">{labels().roles[person.rol]}</span>
    </span>
  );
}

function UnsentSign({ view }: { view: BoardView }) {
  const count = view.pendingCount.value;
  if (count === 0 || view.connection.value.kind === 'live') return null;
  return (
    <p class="sign" data-pendientes={count}>
      {words().changesUnsent(count)}
    </p>
  );
}
