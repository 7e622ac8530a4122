import { isDeepStrictEqual } from 'node:util';
import { type ProblemSlug, problemMediaType, problemType } from '@relevo/contract';
import type { HttpApp } from '@relevo/service-kit';
import { hostileTransports } from '@relevo/testkit/hostile-client';
import { storeApp, ticketsApp } from '@relevo/testkit/services';
import { until } from '@relevo/testkit/until';
import { aCommand, customersIn, ticketNow, ticketOfCustomer, work } from '@relevo/testkit/work';
import { Socket } from 'socket.io';
import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  type Caller,
  callerNamed,
  connect,
  friendlySite,
  otherSite,
  type Service,
  startMatrix,
  type Verdict,
  verdictOf,
} from './support/access-callers.ts';
import {
  connectRule,
  notForTvs,
  type Rule,
  socketRules,
  storeRules,
  ticketRules,
  type Wanted,
} from './support/access-rules.ts';

const matrix = await startMatrix();
afterAll(() => matrix[Symbol.asyncDispose]());
const { callers, world, urls, clock } = matrix;

const rules: Record<Service, Record<string, Rule>> = { tickets: ticketRules, store: storeRules };
const names: Record<Service, string> = { tickets: 'ticket service', store: 'store' };
const services = ['tickets', 'store'] as const;

type Route = { service: Service; route: string; method: string; path: string; rule: Rule };
const routes: Route[] = services.flatMap((service) =>
  Object.entries(rules[service]).map(([route, rule]) => {
    const [method = '', path = ''] = route.split(' ');
    return { service, route, method, path, rule };
  }),
);

type Received = { status: number; headers: Headers; text: string; type?: string };

async function send(
  { service, method, path: pattern }: Pick<Route, 'service' | 'method' | 'path'>,
  { path = pattern.replace(':id', '999999').replace(':numero', 'NO-HAY'), body = {} }: Wanted,
  headers: Record<string, string>,
): Promise<Received> {
  const sent =
    method === 'GET'
      ? { headers }
      : { headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
  const answer = await fetch(urls[service] + path, { method, redirect: 'manual', ...sent });
  const text = await answer.text();
  const isProblem = answer.headers.get('Content-Type') === problemMediaType;
  const type = isProblem ? JSON.parse(text).type : undefined;
  return { status: answer.status, headers: answer.headers, text, type };
}

const slugs: Record<number, ProblemSlug> = { 401: 'no-autorizado', 403: 'prohibido', 404: 'no-encontrado' };

type Expected = { status: number; slug?: ProblemSlug };

function expectedOf(verdict: Verdict, { answer, problem }: Rule): Expected {
  if (verdict === 'stale') return { status: 403, slug: 'entrada-reciente' };
  return verdict === 'let-in' ? { status: answer, slug: problem } : { status: verdict };
}

/** Says what is wrong with an answer, if anything is. */
function faultOf({ rule }: Route, answer: Received, caller: Caller, expected: Expected): string[] {
  const { status, slug = slugs[status] } = expected;
  const said = `${caller.name}: ${answer.status} ${answer.type ?? ''}`;
  const faults = [
    answer.status !== status && `not ${status}`,
    slug && answer.status === status && answer.type !== problemType(slug) && `not ${slug}`,
    status >= 400 && customersIn(answer.text).length > 0 && 'tells of a customer',
    caller.is === 'tv' && !rule.open && notForTvs.test(answer.text) && 'tells a TV too much',
    answer.headers.has('Access-Control-Allow-Origin') && 'another site may read it',
  ];
  return faults.filter((fault) => typeof fault === 'string').map((fault) => `${said}, ${fault}`);
}

const isLetIn = ({ rule, service, method }: Route, caller: Caller) =>
  verdictOf(rule, caller, { service, method }) === 'let-in';

/** Sends a route's request as each of these callers. Resolves with every answer that is not as it should be. */
async function faultsOf(route: Route, asking: Caller[], wanted: 'ask' | 'act'): Promise<string[]> {
  const { rule, service, method } = route;
  const want = wanted === 'act' ? (rule.act ?? rule.ask) : rule.ask;
  const faults = asking.map(async (caller) => {
    const headers = rule.endsSession && caller.again ? (await caller.again()).headers : caller.headers;
    const answer = await send(route, (await want?.(world)) ?? {}, headers);
    const verdict = verdictOf(rule, caller, { service, method });
    const except = rule.except?.[caller.name];
    const expected = except === undefined ? expectedOf(verdict, rule) : { status: except };
    return faultOf(route, answer, caller, expected);
  });
  return (await Promise.all(faults)).flat();
}

/** All that express has mounted on an app: the routes, and how many handlers that belong to no route. */
function mountedOn({ router }: Pick<HttpApp, 'router'>) {
  const byPath = new Map<string, Set<string>>();
  for (const { route } of router.stack) {
    for (const path of route ? [route.path].flat() : []) {
      const methods = Object.keys((route as unknown as { methods: object }).methods);
      const own = byPath.get(path) ?? byPath.set(path, new Set()).get(path);
      // A path's last handler takes the methods that it does not have.
      if (methods.length > 9 || methods[0] === '_all') own?.add('ALL');
      else for (const method of methods) own?.add(method.toUpperCase());
    }
  }
  const found = [...byPath].flatMap(([path, methods]) => {
    if (methods.size > 1) methods.delete('ALL');
    return [...methods].map((method) => `${method} ${path}`);
  });
  return { routes: found, handlers: router.stack.filter(({ route }) => !route).length };
}

/** Says what is mounted without a rule, and which rules are about nothing. */
function unruled(service: Service, mounted: string[]): string[] {
  const known = Object.keys(rules[service]);
  const where = 'test/support/access-rules.ts';
  return [
    ...mounted
      .filter((route) => !known.includes(route))
      .map((route) => `${route} of the ${names[service]} has no rule in ${where}: say there who may call it`),
    ...known
      .filter((route) => !mounted.includes(route))
      .map((route) => `${route} has a rule in ${where}, but the ${names[service]} has no such route`),
  ];
}

const openApp = (service: Service) =>
  service === 'tickets' ? ticketsApp() : storeApp({ env: { TICKETS_URL: 'http://127.0.0.1:1', DEMO: '1' } });

describe('the table of who may call what', () => {
  it.each(services)('has a rule for every route of the %s, and no others', async (service) => {
    await using opened = await openApp(service);
    const { routes: mounted, handlers } = mountedOn(opened.app);
    expect(unruled(service, mounted)).toEqual([]);
    // The files of the board, and of the shop page.
    expect(handlers).toBe(1);
  });

  it('names a route that somebody adds without one', async () => {
    await using opened = await openApp('tickets');
    opened.app.router.post('/api/x', (_request, response) => void response.end());
    opened.app.router.all('/api/y', (_request, response) => void response.end());
    expect(unruled('tickets', mountedOn(opened.app).routes)).toEqual([
      'POST /api/x of the ticket service has no rule in test/support/access-rules.ts: say there who may call it',
      'ALL /api/y of the ticket service has no rule in test/support/access-rules.ts: say there who may call it',
    ]);
  });

  it('speaks of callers that there are', () => {
    for (const { rule } of routes)
      for (const name of Object.keys(rule.except ?? {})) callerNamed(callers, name);
  });
});

describe('who may not', () => {
  // Work that the services still do for the world has to be over, so that what changes now was changed by a refused one.
  let before: ReturnType<typeof matrix.state>;
  it('starts from services at rest', async () => {
    let last = '';
    before = await until(
      async () => matrix.state(),
      (state) => {
        const [now, former] = [JSON.stringify(state), last];
        last = now;
        return now === former;
      },
    );
  });

  it.each(routes)('is refused $route of the $service', async (route) => {
    const refused = callers.filter((caller) => !isLetIn(route, caller));
    expect(await faultsOf(route, refused, 'act')).toEqual([]);
  });

  it('has changed nothing in either database', () => {
    const after = matrix.state();
    const changed = Object.keys(after).filter((table) => !isDeepStrictEqual(after[table], before[table]));
    const ofThose = (state: typeof after) => changed.map((table) => [table, state[table]]);
    expect(ofThose(after)).toEqual(ofThose(before));
  });
});

describe('who may', () => {
  it.each(routes)('is answered by $route of the $service', async (route) => {
    const letIn = callers.filter((caller) => isLetIn(route, caller));
    expect(letIn.length).toBeGreaterThan(0);
    expect(await faultsOf(route, letIn, 'ask')).toEqual([]);
  });

  // What the others were refused is no empty gesture.
  it.each(routes.filter(({ rule }) => rule.act))(
    'changes something by $route of the $service',
    async (route) => {
      const { act, people, done } = route.rule;
      const { headers } = people ? matrix.admin : callerNamed(callers, 'the key of the environment');
      expect((await send(route, (await act?.(world)) ?? {}, headers)).status).toBe(done);
    },
  );
});

const allMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const paths = [...Map.groupBy(routes, ({ service, path }) => `${path} of the ${service}`)];

describe('a method that a path does not have', () => {
  it.each(paths)('is a 405 that names those it has: %s', async (_, own) => {
    const [first] = own;
    if (!first) return;
    const has = own.map(({ method }) => method);
    const allowed = [...has.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method)), 'OPTIONS'];
    for (const method of allMethods.filter((one) => !has.includes(one))) {
      const { status, headers, type } = await send({ ...first, method }, {}, matrix.admin.headers);
      expect([method, status, type]).toEqual([method, 405, problemType('metodo-no-permitido')]);
      expect(headers.get('Allow')?.split(', ').toSorted()).toEqual(allowed.toSorted());
    }
  });
});

describe('a page of another site', () => {
  it.each(paths)('gets no leave to send a request or to read an answer: %s', async (_, [first]) => {
    if (!first) return;
    const asked = (origin: string) => ({ Origin: origin, 'Access-Control-Request-Method': first.method });
    const preflight = { ...first, method: 'OPTIONS' };
    const { headers } = await send(preflight, {}, asked(otherSite));
    expect(headers.get('Access-Control-Allow-Origin')).toBe(null);
    // One that the settings name gets it, so that the above says something.
    const friendly = await send(preflight, {}, asked(friendlySite));
    expect(friendly.headers.get('Access-Control-Allow-Origin')).toBe(friendlySite);
  });
});

describe.each(hostileTransports)('over %s', (transport) => {
  const verdictFor = (rule: Omit<Rule, 'answer'>, caller: Caller) =>
    verdictOf(rule, caller, { service: 'tickets', method: 'emit' });
  const onLine = callers.filter(({ is }) => is !== 'other-site');
  const elsewhere = callers.filter(({ is }) => is === 'other-site');

  it.each(elsewhere)('is refused before it connects: $name', async (caller) => {
    await expect(connect(urls.tickets, caller, transport)).rejects.toMatchObject({ status: 403 });
  });

  it.each(onLine)('may say what the table allows, and hears no more: $name', async (caller) => {
    await using connected = await connect(urls.tickets, caller, transport);
    const { line, ask, refusal } = connected;
    const verdict = verdictFor(connectRule, caller);
    expect(refusal).toBe(
      verdict === 'let-in' ? undefined : problemType(verdict === 401 ? 'no-autorizado' : 'prohibido'),
    );
    if (refusal !== undefined) {
      await line.closed;
      return expect(customersIn(line.heard)).toEqual([]);
    }
    const isDriver = caller.rol === 'repartidor';
    const theirs = await ticketOfCustomer(urls.tickets);
    const own = await ticketOfCustomer(urls.tickets);
    if (isDriver) await work(urls.tickets, own.ticketId, ['asignar', { repartidor_id: caller.personId }]);

    const board = await ask('suscribir', {});
    expect(verdictFor(socketRules.suscribir, caller)).toBe('let-in');
    const seen = customersIn(board.tickets);
    expect([board.tipo, seen.includes(own.secret), seen.includes(theirs.secret)]).toEqual([
      ...['instantanea', true],
      !isDriver,
    ]);

    const { ticket } = await ticketNow(urls.tickets, own.ticketId);
    const mark = aCommand('marcar_item', ticket.version, { indice: 0, hecho: true });
    const done = await ask('comando', { ...mark, ticket_id: own.ticketId });
    const mayCommand = verdictFor(socketRules.comando, caller) === 'let-in';
    if (mayCommand) expect(done).toMatchObject({ ok: true, ticket: { version: ticket.version + 1 } });
    else expect(done).toMatchObject({ ok: false, problema: { type: problemType('prohibido') } });
    const after = (await ticketNow(urls.tickets, own.ticketId)).ticket.version;
    expect(after).toBe(mayCommand ? ticket.version + 1 : ticket.version);

    if (caller.is === 'tv') expect(line.heard.filter((packet) => notForTvs.test(packet))).toEqual([]);
    else expect(line.heard.join('')).toMatch(notForTvs);
    if (!isDriver) return;
    const reach = await ask('comando', { ...mark, version: 1, ticket_id: theirs.ticketId });
    expect(reach).toMatchObject({ ok: false, problema: { type: problemType('no-encontrado') } });
    expect((await ticketNow(urls.tickets, theirs.ticketId)).ticket.version).toBe(1);
    // Events come in order: what was not heard before the last of their own is not heard.
    const last = await work(urls.tickets, own.ticketId, ['priorizar', { prioridad: 'alta' }]);
    await line.until((heard) => heard.some((packet) => packet.includes(`"version":${last.version}`)));
    expect(customersIn(line.heard).toSorted()).toEqual([...new Set([...seen, own.secret])].toSorted());
  });
});

describe('what the ticket service listens for on a socket', () => {
  const ofSocketIo = ['disconnect', 'disconnecting', 'error'];
  const heardFor = (events: string[]) =>
    [...new Set(events)]
      .filter((event) => !ofSocketIo.includes(event))
      .map((event) =>
        event in socketRules ? event : `${event} has no rule in socketRules: say who may emit it`,
      );

  it('has a rule for every event, and no others', async () => {
    const listening = vi.spyOn(Socket.prototype, 'on');
    await using _connected = await connect(urls.tickets, callerNamed(callers, 'the role admin'), 'websocket');
    const events = listening.mock.calls.map(([event]) => String(event));
    listening.mockRestore();
    expect(heardFor(events).toSorted()).toEqual(Object.keys(socketRules).toSorted());
    expect(heardFor([...events, 'borrar'])).toContain(
      'borrar has no rule in socketRules: say who may emit it',
    );
  });
});

describe('a session whose time is over', () => {
  const withSession = callers.filter(({ is }) => is === 'person' || is === 'tv' || is === 'other-site');

  it('lets nobody in any more, by no route and no socket', async () => {
    clock.advance(31 * 24 * 60 * 60 * 1_000);
    for (const route of routes.filter(({ rule, service }) => rule.people && service === 'tickets')) {
      const over = withSession.map((caller): Caller => ({ ...caller, is: 'nobody' }));
      // A request of another site that changes something is refused before anybody looks who it is.
      const asked = over.filter(({ name }) => route.method === 'GET' || !name.startsWith('another site'));
      expect([
        route.route,
        await faultsOf({ ...route, rule: { ...route.rule, except: {} } }, asked, 'act'),
      ]).toEqual([...[route.route, []]]);
    }
    for (const caller of withSession.filter(({ is }) => is !== 'other-site')) {
      await using connected = await connect(urls.tickets, caller, 'websocket');
      expect([caller.name, connected.refusal]).toEqual([caller.name, problemType('no-autorizado')]);
    }
  });
});
