import type { Person } from '@relevo/contract';
import { labels } from '../i18n/labels.ts';
import { Brand } from '../ui/page-head.tsx';
import type { BoardParts } from './board-shell.ts';
import type { BoardView } from './board-view.ts';
import { ConnectionSign } from './connection-status.tsx';
import { boardWords as words } from './words.ts';

type Props = { view: BoardView; person: Person; parts: Pick<BoardParts, 'Feed' | 'Menu'> };

/** Shows the state of the connection, and who is signed in. */
export function TopBar({ view, person, parts: { Feed, Menu } }: Props) {
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
