import { computed, effect } from '@preact/signals';
import type { Person } from '@relevo/contract';
import { render } from 'preact';
import { createIndexedDbStorage } from './actions/command-storage.ts';
import { createTicketActions, ticketActionsApi } from './actions/ticket-actions.ts';
import { App } from './app/app.tsx';
import { createBoardView } from './board/board-view.ts';
import { pageTitle } from './board/connection-status.tsx';
import { createOverview } from './board/overview.ts';
import { browserClock } from './device/clock.ts';
import { pageIsThere, watchWake } from './device/page-lifecycle.ts';
import { createTabMemory, openDeviceStorage } from './device/storage.ts';
import { newUuid } from './device/uuid.ts';
import { collectArrivals, loadRing } from './features/alerts/ring-loader.ts';
import { isUnseen } from './features/alerts/ringing.ts';
import { createFeedLimit } from './features/feed/feed.ts';
import { askTestOrder, createFirstMinutes } from './features/onboarding/onboarding.ts';
import { createPrinter } from './features/printing/printer.ts';
import { createShopSettings } from './features/settings/shop-settings.ts';
import { createThemeChoice, watchSystemTheme } from './features/settings/theme.ts';
import { createLanguageChoice } from './i18n/language.ts';
import { createDeviceMemory } from './live/arrivals.ts';
import { createSocketTransport } from './live/socket-transport.ts';
import { createSyncEngine } from './live/sync-engine.ts';
import { createOtherTabs, createSession, readToken, sessionApi } from './session/session.ts';
import type { Shell } from './shell.ts';
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
const session = createSession({ api: sessionApi, clock, link, others: createOtherTabs() });
const shopSettings = createShopSettings();
let inside: Person | null = null;
const engine = createSyncEngine({
  ...{ transport: createSocketTransport({ clock, random, onSettings: shopSettings.told }), clock, random },
  storage: createIndexedDbStorage(),
  memory: createDeviceMemory(device, () => (inside?.rol === 'repartidor' ? inside.id : null)),
});
const limit = createFeedLimit(device);
const view = createBoardView(engine, clock, limit.minutes, shopSettings.limits);
const person = computed(() => (session.state.value.kind === 'adentro' ? session.state.value.persona : null));
const early = collectArrivals(engine, person);
const { ring, failed: ringFailed } = loadRing({
  clock,
  memory: createTabMemory('relevo:sin-sonido'),
  pageIsThere,
  reload: () => location.reload(),
  async open() {
    const { openRing } = await import('./features/alerts/alerts.tsx');
    return openRing({ engine, clock, storage: device, person, early: early.take() });
  },
});

effect(() => {
  const next = person.value;
  if (next === inside) return;
  if (inside) engine.stop();
  inside = next;
  if (next) engine.start(next.id);
});
effect(() => {
  if (engine.connection.value.kind === 'sin-sesion') session.lost();
});
const unseen = computed(() => view.columns.pendiente.value.filter(isUnseen).length);
effect(() => {
  document.title = pageTitle(
    engine.connection.value,
    view.stale.value,
    unseen.value,
    ring.value?.callingTitle.value,
  );
});
// Apart, because it is dear: only when the number is another.
effect(() => void navigator.setAppBadge?.(unseen.value).catch(() => {}));
watchWake(() => {
  view.refresh();
  if (inside) engine.wake();
});

const printer = createPrinter(
  {
    ...{ storage: device, clock },
    loadQueue: (needs) =>
      import('./features/printing/print-queue.ts').then((part) => part.createPrintQueue(needs)),
  },
  {
    tickets: engine.tickets,
    live: computed(() => engine.connection.value.kind === 'en-vivo'),
    role: computed(() => person.value?.rol ?? null),
  },
);

const router = createRouter();
const shell: Shell = {
  ...{ clock, storage: device, session, view, limit, shopSettings, printer, ring, ringFailed },
  router,
  overview: createOverview(view.columns, router),
  first: createFirstMinutes({ view, storage: device, ask: askTestOrder, newId: newUuid }),
  restored: engine.restored,
  updates: updatesLater(clock, async () => {
    const { startUpdates } = await import('./version/updates.ts');
    const isTv = () => inside !== null && inside.id === null;
    const audible = () => ring.value?.audible.value ?? false;
    return startUpdates({ clock, view, engine, isTv, audible, running });
  }),
  theme: createThemeChoice(device, document, watchSystemTheme(matchMedia('(prefers-color-scheme: dark)'))),
  languageChoice: createLanguageChoice(device, navigator.languages),
  openTicketActions: (person) => createTicketActions({ engine, clock, api: ticketActionsApi, person }),
};

drawOnceAFrame();
const root = document.getElementById('app');
if (root) render(<App shell={shell} />, root);
void session.enter();
