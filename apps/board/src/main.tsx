import { computed, effect } from '@preact/signals';
import type { Person } from '@relevo/contract';
import { render } from 'preact';
import { createIndexedDbStorage } from './actions/command-queue.ts';
import { createTicketActions, ticketActionsApi } from './actions/ticket-actions.ts';
import { App } from './app/app.tsx';
import { createBoardView } from './board/board-view.ts';
import { pageTitle } from './board/connection-status.tsx';
import { createOverview } from './board/overview.ts';
import { browserClock } from './device/clock.ts';
import { pageIsThere, watchWake } from './device/page-lifecycle.ts';
import { createTabMemory, openDeviceStorage } from './device/storage.ts';
import { newUuid } from './device/uuid.ts';
import { collectArrivals, loadAlerts } from './features/alerts/alert-loader.ts';
import { isUnseen } from './features/alerts/ringing.ts';
import { createFeed, createFeedLimit } from './features/feed/feed.ts';
import { askTestOrder, createOnboarding } from './features/onboarding/onboarding.ts';
import { createPrinter } from './features/printing/printer.ts';
import { createShopSettings } from './features/settings/shop-settings.ts';
import { createThemeChoice, watchSystemTheme } from './features/settings/theme.ts';
import { createLanguageChoice } from './i18n/language.ts';
import { createDeviceMemory } from './live/arrivals.ts';
import { createSocketTransport } from './live/socket-transport.ts';
import { createSyncEngine } from './live/sync-engine.ts';
import { createPages } from './pages.tsx';
import { createOtherTabs, createSession, readToken, sessionApi } from './session/session.ts';
import { drawOnceAFrame } from './ui/draw-once-a-frame.ts';
import { createRouter } from './ui/router.ts';
import { readVersion, updatesLater } from './version/version.tsx';

const clock = browserClock;
// As the page was sent: parts that come later are not in it yet.
const running = readVersion(document.documentElement.outerHTML);
const random = Math.random;

const link = readToken(location);
// A token must not stay in the address bar or in the history, used or not.
if (location.hash || link) history.replaceState(null, '', '/');

const device = openDeviceStorage();
const session = createSession({ api: sessionApi, clock, link, others: createOtherTabs(device) });
const shopSettings = createShopSettings();
let inside: Person | null = null;
const engine = createSyncEngine({
  transport: createSocketTransport({ clock, random, onSettings: shopSettings.receive }),
  clock,
  random,
  storage: createIndexedDbStorage(),
  memory: createDeviceMemory(device, () => (inside?.rol === 'repartidor' ? inside.id : null)),
});
const view = createBoardView(engine, clock, shopSettings.limits);
const person = computed(() => (session.state.value.kind === 'signed-in' ? session.state.value.person : null));
const remembered = computed(() => session.state.value.kind === 'signed-in' && session.state.value.remembered);
const early = collectArrivals(engine, person);
const { ring, failed: ringFailed } = loadAlerts({
  clock,
  memory: createTabMemory('relevo:sin-sonido'),
  pageIsThere,
  reload: () => location.reload(),
  async open() {
    const { openAlerts } = await import('./features/alerts/alerts.tsx');
    return openAlerts({ engine, clock, storage: device, person, early: early.take(), late: view.late });
  },
});

effect(() => {
  const next = person.value;
  if (next !== inside && inside) engine.stop();
  inside = next;
  if (next && !remembered.value) engine.start(next.id);
});
effect(() => {
  if (engine.connection.value.kind === 'signed-out') session.lost();
});
const unseen = computed(() => view.columns.pendiente.value.filter(isUnseen).length);
effect(() => {
  document.title = pageTitle(
    engine.connection.value,
    view.stale.value,
    unseen.value,
    ring.value?.callingTitle.value,
    view.late.value.size,
  );
});
// An effect of its own, as it is expensive: it runs only when the number changes.
effect(() => void navigator.setAppBadge?.(unseen.value).catch(() => {}));
watchWake(() => {
  view.refresh();
  if (inside && !remembered.value) engine.wake();
});
const printer = createPrinter(
  {
    storage: device,
    clock,
    loadQueue: (needs) =>
      import('./features/printing/print-queue.ts').then((part) => part.createPrintQueue(needs)),
  },
  {
    tickets: engine.tickets,
    live: computed(() => engine.connection.value.kind === 'live'),
    role: computed(() => person.value?.rol ?? null),
  },
);

const router = createRouter();
const updates = updatesLater(clock, async () => {
  const { keepBoard, startUpdates } = await import('./version/updates.ts');
  keepBoard({ session, engine, shopSettings, clock, running });
  const isTv = () => inside !== null && inside.id === null;
  const audible = () => ring.value?.audible.value ?? false;
  return startUpdates({ clock, board: view, engine, isTv, audible, running });
});
const feedLimit = createFeedLimit(device);
const pageFor = createPages(
  { clock, router, view, overview: createOverview(view.columns, router), restored: engine.restored, updates },
  {
    feed: createFeed(engine.ultimaEntrada, view.serverNow, feedLimit.minutes),
    feedLimit,
    onboarding: createOnboarding({ view, storage: device, ask: askTestOrder, newId: newUuid }),
    settable: {
      ring,
      languageChoice: createLanguageChoice(device, navigator.languages),
      theme: createThemeChoice(
        device,
        document,
        watchSystemTheme(matchMedia('(prefers-color-scheme: dark)')),
      ),
      printer,
      shopSettings,
      serverNow: view.serverNow,
    },
    ringFailed,
    noPassword: computed(() => session.state.value.kind === 'signed-in' && !!session.state.value.noPassword),
    leave: () => void session.leave(),
  },
);
const openTicketActions = (who: Person) =>
  createTicketActions({ engine, clock, api: ticketActionsApi, person: who });

drawOnceAFrame();
const root = document.getElementById('app');
if (root) {
  const app = { session, now: view.now, router, openTicketActions, pageFor };
  render(<App {...app} />, root);
}
void session.enter();
