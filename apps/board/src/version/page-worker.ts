// The service worker, a script of its own: vite.config.ts builds it as `/sin-conexion.js` and puts what differs in front.

/** Every file of the page, by its path; the page itself is `/`. */
declare const KEPT_FILES: readonly string[];
/** `boardPages` of the contract, which a script without imports cannot have otherwise. */
declare const BOARD_PAGES: readonly string[];
/** Differs with every build. */
declare const KEPT_VERSION: string;

type Extendable = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Event & { request: Request; respondWith(response: Promise<Response>): void };
/** The part of `ServiceWorkerGlobalScope` that it uses; its types do not go together with those of a page. */
type Scope = {
  addEventListener(name: 'install' | 'activate', run: (event: Extendable) => void): void;
  addEventListener(name: 'fetch', run: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};
const scope = self as unknown as Scope;

const prefix = 'relevo-pagina-';
const ownCache = prefix + KEPT_VERSION;
const page = '/';

/** How long the service has to send the page before the kept one is shown. */
const answerMs = 6_000;
/** Whether the service was away when the page was last asked for. Its small files then do not wait once more. */
let away = false;

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') {
    // Everything else, such as the API and `/docs`, never comes by here.
    if (BOARD_PAGES.includes(pathname)) event.respondWith(sendPage(request));
    // The page also looks for a new version of itself, which must come from the service.
  } else if (pathname.startsWith('/assets/')) event.respondWith(sendAsset(request, pathname));
  else if (pathname !== page && KEPT_FILES.includes(pathname)) {
    event.respondWith(sendFile(request, pathname));
  }
});

async function install(): Promise<void> {
  const cache = await caches.open(ownCache);
  const html = await load(page);
  const named = (await html.clone().text()).match(/\/assets\/[\w.-]+/g);
  // A deployment between this script and the page: the browser tries again with the new script.
  if (!named || named.some((file) => !KEPT_FILES.includes(file))) throw new Error('another version');
  // One after the other: the board that is on the screen comes first.
  for (const file of KEPT_FILES) {
    if (file === page) continue;
    const known = file.startsWith('/assets/') ? await caches.match(file) : undefined;
    await cache.put(file, known ?? (await load(file)));
  }
  await cache.put(page, html);
  await scope.skipWaiting();
}

async function load(file: string): Promise<Response> {
  const isHashed = file.startsWith('/assets/');
  const response = await fetch(file, { cache: isHashed ? 'default' : 'no-cache' });
  const isHtml = (response.headers.get('Content-Type') ?? '').startsWith('text/html');
  // Else somebody in between has answered.
  if (!response.ok || response.redirected || isHtml !== (file === page)) throw new Error(`no ${file}`);
  return response;
}

/** Forgets older versions but the last one: a tab that still shows it may ask for a part that it has not loaded yet. */
async function activate(): Promise<void> {
  const older = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== ownCache);
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** The service's page where it answers, so that a new version is taken at once; else the kept one. */
async function sendPage(request: Request): Promise<Response> {
  const answer = await inTime(request);
  away = !answer || !isItsWord(answer);
  if (answer && !away) return answer;
  return (await kept(page)) ?? answer ?? fetch(request);
}

/** A proxy that wants a sign-in of its own has to be heard; one that finds no service, or is out of order, has not. */
function isItsWord({ ok, type, status }: Response): boolean {
  return ok || type === 'opaqueredirect' || [401, 403, 407].includes(status);
}

/** Its name has a hash of its content: a kept one is never out of date. */
async function sendAsset(request: Request, file: string): Promise<Response> {
  return (await kept(file)) ?? (await caches.match(file, { ignoreVary: true })) ?? fetch(request);
}

async function sendFile(request: Request, file: string): Promise<Response> {
  const answer = away ? undefined : await inTime(request);
  if (answer?.ok) return answer;
  return (await kept(file)) ?? answer ?? fetch(request);
}

async function kept(file: string): Promise<Response | undefined> {
  const cache = await caches.open(ownCache);
  return cache.match(file, { ignoreVary: true });
}

/** Undefined: no answer, or none in time. */
function inTime(request: Request): Promise<Response | undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), answerMs);
    fetch(request).then(resolve, () => resolve(undefined));
  });
}
