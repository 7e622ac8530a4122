import type { Person } from '@relevo/contract';
import { useMemo } from 'preact/hooks';
import { BoardPage } from '../board/board-page.tsx';
import { choosesView } from '../board/overview.ts';
import { DoorPage } from '../session/sign-in-page.tsx';
import type { Shell } from '../shell.ts';
import { lazy } from '../ui/lazy.tsx';

const ClosedPage = lazy(() => import('../features/closed/closed-page.tsx').then((part) => part.ClosedPage));
const TvPage = lazy(() => import('../features/tv/tv-page.tsx').then((part) => part.TvPage));
const ConnectionPage = lazy(() =>
  import('../features/connection-test/connection-page.tsx').then((part) => part.ConnectionPage),
);
const PeoplePage = lazy(() => import('../features/people/people-page.tsx').then((part) => part.PeoplePage));
const TodayPage = lazy(() => import('../features/today/today-page.tsx').then((part) => part.TodayPage));

/** The board for who is signed in, the door for everybody else. */
export function App({ shell }: { shell: Shell }) {
  const { session, view } = shell;
  const { value } = session.state;
  if (value.kind !== 'adentro') return <DoorPage state={value} session={session} now={view.now} />;
  return <Inside person={value.persona} shell={shell} />;
}

function Inside({ person, shell }: { person: Person; shell: Shell }) {
  const { openTicketActions, router } = shell;
  const work = useMemo(() => openTicketActions(person), [person, openTicketActions]);
  const page = router.page.value;
  if (page === '/conexion') return <ConnectionPage shell={shell} />;
  // Only a TV's link has no person behind it.
  if (person.id === null) return <TvPage shell={shell} />;
  if (page === '/personas' && person.rol === 'admin') return <PeoplePage person={person} router={router} />;
  if (page === '/cerrados' && choosesView(person)) return <ClosedPage shell={shell} work={work} />;
  if (page === '/hoy' && (person.rol === 'admin' || person.rol === 'operador'))
    return <TodayPage shell={shell} />;
  return <BoardPage shell={shell} work={work} />;
}
