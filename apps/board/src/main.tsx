import { computed, effect } from '@preact/signals';
import { render } from 'preact';
import { browserClock } from './browser-clock.ts';
import { createIndexedDbStorage } from './commands/indexed-db-storage.ts';
import { createDeviceMemory, openDeviceStorage } from './device/device-storage.ts';
import { createFeedLimit } from './feed/feed-limit.ts';
import { isUnseen } from './ring/decide-ringing.ts';
import { openRing } from './ring/open-ring.ts';
import { createRouter } from './route.ts';
import { createOtherTabs } from './session/other-tabs.ts';
import { readToken } from './session/read-token.ts';
import { createSession } from './session/session.ts';
import { sessionApi } from './session/session-api.ts';
import type { Shell } from './shell.ts';
import { createSocketTransport } from './socket-transport.ts';
import { createSyncEngine } from './sync/engine.ts';
import { App } from './view/app.tsx';
import { createBoardView } from './view/board-view.ts';
import { pageTitle } from './view/describe-connection.ts';
import { watchWake } from './watch-wake.ts';
import { createLanguageChoice } from './words/language-choice.ts';
import { workApi } from './work/work-api.ts';
import { createWorkbench } from './work/workbench.ts';

const clock = browserClock;
const random = Math.random;

const link = readToken(location);
// A token must not stay in the address bar or in the history, used or not.
if (location.hash || link) history.replaceState(null, '', '/');

const device = openDeviceStorage();
const session = createSession({ api: sessionApi, clock, link, others: createOtherTabs() });
const engine = createSyncEngine({
  ...{ transport: createSocketTransport({ clock, random }), clock, random },
  storage: createIndexedDbStorage(),
  memory: createDeviceMemory(device),
});
const limit = createFeedLimit(device);
const view = createBoardView(engine, clock, limit.minutes);
const person = computed(() => (session.state.value.kind === 'adentro' ? session.state.value.persona : null));
const ring = openRing({ engine, clock, storage: device, person });

let inside: object | null = null;
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
effect(() => {
  const unseen = view.columns.pendiente.value.filter(isUnseen).length;
  document.title = pageTitle(engine.connection.value, view.stale.value, unseen, ring.calling.value);
  void navigator.setAppBadge?.(unseen).catch(() => {});
});
watchWake(() => inside && engine.wake());

const shell: Shell = {
  ...{ clock, storage: device, session, view, limit, ring },
  router: createRouter(),
  restored: engine.restored,
  languageChoice: createLanguageChoice(device, navigator.languages),
  openWorkbench: (person) => createWorkbench({ engine, clock, api: workApi, person }),
};

const root = document.getElementById('app');
if (root) render(<App shell={shell} />, root);
void session.enter();
