import { computed, type ReadonlySignal } from '@preact/signals';
import type { Person } from '@relevo/contract';
import type { PageComponent } from './app/app.tsx';
import { BoardPage } from './board/board-page.tsx';
import type { BoardParts, BoardShell } from './board/board-shell.ts';
import { choosesView } from './board/overview.ts';
import { AlertPlace, MissedPlace } from './features/alerts/alert-places.tsx';
import type { Feed, FeedLimit } from './features/feed/feed.ts';
import { FeedSign, StorePlace, spokenFeed } from './features/feed/feed-sign.tsx';
import { MainMenu } from './features/menu/main-menu.tsx';
import { EmptyBoard } from './features/onboarding/empty-board.tsx';
import { mayTry, type Onboarding } from './features/onboarding/onboarding.ts';
import { PrintToast } from './features/printing/print-toast.tsx';
import type { Settable } from './features/settings/settings.tsx';
import { lazy } from './ui/lazy.tsx';
import type { Page } from './ui/router.ts';

const ClosedPage = lazy(() => import('./features/closed/closed-page.tsx').then((part) => part.ClosedPage));
const TodayPage = lazy(() => import('./features/today/today-page.tsx').then((part) => part.TodayPage));
const PeoplePage = lazy(() => import('./features/people/people-page.tsx').then((part) => part.PeoplePage));
const KeysPage = lazy(() => import('./features/keys/keys-page.tsx').then((part) => part.KeysPage));
const AuditPage = lazy(() => import('./features/audit/audit-page.tsx').then((part) => part.AuditPage));
const AccountPage = lazy(() =>
  import('./features/account/account-page.tsx').then((part) => part.AccountPage),
);
const AskPassword = lazy(
  () => import('./features/account/ask-password.tsx').then((part) => part.AskPassword),
  'unseen',
);
const ConnectionPage = lazy(() =>
  import('./features/connection-test/connection-page.tsx').then((part) => part.ConnectionPage),
);
const TvPage = lazy(() => import('./features/tv/tv-page.tsx').then((part) => part.TvPage));
const Guide = lazy(() => import('./features/onboarding/guide.tsx').then((part) => part.Guide), 'unseen');
const DriverList = lazy(() => import('./features/drivers/driver-list.tsx').then((part) => part.DriverList));

/** What the features hold for as long as the page lives. */
export type Features = {
  feed: ReadonlySignal<Feed>;
  feedLimit: FeedLimit;
  onboarding: Onboarding;
  settable: Settable;
  /** The sound could not be loaded. */
  ringFailed: ReadonlySignal<boolean>;
  /** An admin who has no password is in. */
  noPassword: ReadonlySignal<boolean>;
  leave(): void;
};

/** Names the pages and the parts that the features put on the board, and gives each what it takes. */
export function createPages(
  shell: BoardShell,
  features: Features,
): (page: Page, person: Person) => PageComponent {
  const { view, router } = shell;
  const { feed, feedLimit, onboarding, settable, ringFailed, noPassword, leave } = features;
  const { ring, printer } = settable;

  const parts: BoardParts = {
    Feed: ({ person }) =>
      person.rol === 'repartidor' ? null : (
        <FeedSign feed={feed} limit={feedLimit} settable={runsShop(person)} />
      ),
    Menu: ({ person }) => (
      <>
        <MainMenu router={router} settable={settable} person={person} leave={leave} />
        {noPassword.value && <AskPassword />}
      </>
    ),
    Stores: ({ person }) => (person.rol === 'repartidor' ? null : <StorePlace view={view} person={person} />),
    Alerts: ({ actions }) => <AlertPlace ring={ring} failed={ringFailed} actions={actions} />,
    Lost: ({ estado }) => ring.value && <ring.value.Cards orders={ring.value.orders} estado={estado} />,
    Notes: ({ actions }) => (
      <>
        <PrintToast printer={printer} />
        <MissedPlace ring={ring} actions={actions} />
      </>
    ),
    EmptyBoard: ({ person }) => <EmptyBoard onboarding={onboarding} person={person} stores={view.stores} />,
    Guide: ({ actions }) =>
      mayTry(actions.person) && onboarding.guided.value ? (
        <Guide onboarding={onboarding} actions={actions} router={router} />
      ) : null,
    Deliveries: ({ actions }) => <DriverList view={view} actions={actions} Lost={parts.Lost} />,
    print: printer.print,
    spoken: computed(() => spokenFeed(feed.value, view.stores.value)),
  };

  const Board: PageComponent = ({ actions }) => <BoardPage shell={shell} parts={parts} actions={actions} />;
  const Closed: PageComponent = ({ actions }) => <ClosedPage shell={shell} parts={parts} actions={actions} />;
  const Today: PageComponent = () => <TodayPage shell={shell} />;
  const People: PageComponent = ({ actions }) => <PeoplePage person={actions.person} router={router} />;
  const Keys: PageComponent = ({ actions }) => (
    <KeysPage router={router} view={view} person={actions.person} />
  );
  const Audit: PageComponent = () => <AuditPage router={router} />;
  const Connection: PageComponent = () => <ConnectionPage shell={shell} />;
  const Account: PageComponent = () => <AccountPage router={router} />;
  const Tv: PageComponent = () => <TvPage shell={shell} />;

  return (page, person) => {
    if (page === '/conexion') return Connection;
    // Only a TV's link has no person behind it.
    if (person.id === null) return Tv;
    if (page === '/cuenta') return Account;
    if (page === '/personas' && person.rol === 'admin') return People;
    if (page === '/claves' && person.rol === 'admin') return Keys;
    if (page === '/auditoria' && person.rol === 'admin') return Audit;
    if (page === '/cerrados' && choosesView(person)) return Closed;
    if (page === '/hoy' && runsShop(person)) return Today;
    return Board;
  };
}

function runsShop({ rol }: Person): boolean {
  return rol === 'admin' || rol === 'operador';
}
