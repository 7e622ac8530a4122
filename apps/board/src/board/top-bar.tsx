import type { Person } from '@relevo/contract';
import { FeedSign } from '../features/feed/feed-sign.tsx';
import { MainMenu } from '../features/menu/main-menu.tsx';
import { labels } from '../i18n/labels.ts';
import type { Shell } from '../shell.ts';
import { Brand } from '../ui/page-head.tsx';
import type { BoardView } from './board-view.ts';
import { ConnectionSign } from './connection-status.tsx';
import { boardWords as words } from './words.ts';

/** How far the board can be believed, and who is looking at it. */
export function TopBar({ shell, person }: { shell: Shell; person: Person }) {
  const { view, limit } = shell;
  const works = person.rol === 'admin' || person.rol === 'operador';
  return (
    <header class="top-bar">
      <Brand />
      <ConnectionSign view={view} />
      <UnsentSign view={view} />
      {person.rol !== 'repartidor' && <FeedSign view={view} limit={limit} settable={works} />}
      <div class="who">
        <Who person={person} />
        <MainMenu shell={shell} person={person} />
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
  if (count === 0 || view.connection.value.kind === 'en-vivo') return null;
  return (
    <p class="sign" data-pendientes={count}>
      {words().changesUnsent(count)}
    </p>
  );
}
