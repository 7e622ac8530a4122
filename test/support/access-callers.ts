import {
  freshSignInMs,
  type Role,
  roles,
  type Scope,
  type ShownKey,
  scopes,
  ticketPaths,
} from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { type HostileTransport, hostileClient } from '@relevo/testkit/hostile-client';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, type Client, memberOf, nobody, serviceWithKey, tvOf } from '@relevo/testkit/people';
import { storeForTest, ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { newTicket, ticketOfCustomer } from '@relevo/testkit/work';
import Database from 'better-sqlite3';
import type { Rule, World } from './access-rules.ts';

/** Where another site's page lives, and a site that is allowed to call. */
export const otherSite = 'https://evil.example';
export const friendlySite = 'https://tienda.example';

/** Somebody who asks. */
export type Caller = {
  name: string;
  /** What they are worth: `nobody` for whatever lets nobody in. */
  is: 'nobody' | 'key' | 'person' | 'tv' | 'other-site';
  scopes?: readonly Scope[];
  rol?: Role;
  /** Signed in more than a short while ago. */
  stale?: true;
  personId?: number | null;
  headers: Record<string, string>;
  /** The key as a socket tells it. */
  token?: string;
  /** Makes the same again, for what ends a session. */
  again?: () => Promise<Client>;
};

/** What a rule means for a caller: let in, or refused with this status; `stale`: once they have proved who they are. */
export type Verdict = 'let-in' | 'stale' | 401 | 403;

/** Says what a caller may expect of a rule. @param place the store knows no sessions */
export function verdictOf(
  rule: Omit<Rule, 'answer'>,
  caller: Caller,
  { service, method }: { service: Service; method: string },
): Verdict {
  if (rule.open) return 'let-in';
  const lets = (yes: boolean | undefined): Verdict => (yes ? 'let-in' : 403);
  if (caller.is === 'key' && !rule.sessionOnly)
    return lets(rule.key && mayBy(caller.scopes ?? []).includes(rule.key));
  const hasSession = caller.is !== 'nobody' && caller.is !== 'key';
  if (!hasSession || !rule.people || service === 'store') return 401;
  // Another site may send a request that only reads, but not read the answer.
  if (caller.is === 'other-site' && method !== 'GET') return 403;
  const verdict = lets(caller.is === 'tv' ? rule.tv : caller.rol && rule.people.includes(caller.rol));
  return verdict === 'let-in' && rule.fresh && caller.stale ? 'stale' : verdict;
}

export type Service = 'store' | 'tickets';

// Who changes tickets has to see them.
const mayBy = (own: readonly Scope[]): readonly Scope[] =>
  own.includes('tickets:trabajar') ? [...own, 'tickets:leer'] : own;

const many = '1000000';
const env = {
  ...{ RATE_LIMIT_PER_IP: many, RATE_LIMIT_ANONYMOUS: many, RATE_LIMIT_PER_SESSION: many },
  ...{ CORS_ALLOWED_ORIGINS: friendlySite },
};

/** Both services in this process, the ticket service on a clock that the test moves, with every kind of caller. */
export async function startMatrix() {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(tempDir()).path;
  const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
  const storeEnv = { ...env, DEMO: '1', PORT: '0', TICKETS_URL: 'http://127.0.0.1:1' };
  // Started once to learn a free port: each has to know where the other is.
  const storeUrl = await (async () => {
    await using first = await storeForTest({ dir, env: storeEnv });
    return first.url;
  })();
  const tickets = opened.use(await ticketsForTest({ dir, clock, env: { ...env, STORE_URL: storeUrl } }));
  const port = new URL(storeUrl).port;
  const store = opened.use(
    await storeForTest({ dir, env: { ...storeEnv, PORT: port, TICKETS_URL: tickets.url } }),
  );
  const admin = await adminOf(tickets);
  const databases = { store: store.databaseFile, tickets: tickets.databaseFile };
  const callers = await makeCallers(admin, { file: tickets.databaseFile, now: clock.now() });
  const world = await makeWorld(admin, callers, { store: store.url, tickets: tickets.url });
  const urls: Record<Service, string> = { store: store.url, tickets: tickets.url };
  const running = opened.move();
  return {
    ...{ urls, admin, callers, world, clock },
    state: () => stateOf(databases),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
export type Matrix = Awaited<ReturnType<typeof startMatrix>>;

async function makeCallers(admin: Client, { file, now }: { file: string; now: number }): Promise<Caller[]> {
  const key = async (name: string, fuente: string, ...alcances: Scope[]): Promise<Caller> => {
    const { clave } = await newKey(admin, fuente, alcances);
    return { name, is: 'key', scopes: alcances, headers: { 'X-API-Key': clave }, token: clave };
  };
  const session = async (
    who: Pick<Caller, 'name' | 'is' | 'rol' | 'stale'>,
    again: () => Promise<Client>,
  ): Promise<Caller> => {
    const { headers, person } = await again();
    return { ...who, headers, personId: person.id, again };
  };
  const wrong = 'una-clave-que-nadie-hizo-1234567890';
  const changed = (column: string, value: number) => async () => {
    const client = await memberOf(admin, 'admin');
    withDatabase(file, (db) =>
      db.prepare(`UPDATE sessions SET ${column} = ? WHERE person_id = ?`).run(value, client.person.id),
    );
    return client;
  };
  const expired = changed('expires_at', now - 1);
  const stale = changed('confirmed_at', now - freshSignInMs);
  const revoked = async () => {
    const client = await memberOf(admin, 'admin');
    await admin.call('PATCH', `/api/personas/${client.person.id}`, { activo: false });
    return client;
  };
  const { headers } = admin;
  const elsewhere = { is: 'other-site', rol: 'admin' } as const;
  const environment = serviceWithKey(admin.place).headers;
  const all: Caller[] = [
    { name: 'nobody', is: 'nobody', headers: nobody(admin.place).headers },
    { name: 'a wrong key', is: 'nobody', headers: { 'X-API-Key': wrong }, token: wrong },
    await session({ name: 'an expired session', is: 'nobody' }, expired),
    await session({ name: 'a revoked session', is: 'nobody' }, revoked),
    {
      ...{ name: 'the key of the environment', is: 'key', scopes, headers: environment },
      token: environment['X-API-Key'],
    },
    await key('the key of another shop', 'local-b', 'pedidos:escribir'),
  ];
  for (const scope of scopes) all.push(await key(`a key for ${scope}`, 'local-a', scope));
  for (const rol of roles)
    all.push(await session({ name: `the role ${rol}`, is: 'person', rol }, () => memberOf(admin, rol)));
  return [
    ...all,
    await session(
      { name: 'an admin who signed in a while ago', is: 'person', rol: 'admin', stale: true },
      stale,
    ),
    await session({ name: 'a TV', is: 'tv' }, () => tvOf(admin)),
    { ...elsewhere, name: 'another site by its Origin', headers: { ...headers, Origin: otherSite } },
    {
      ...{ ...elsewhere, name: 'another site by Fetch Metadata' },
      headers: { ...headers, 'Sec-Fetch-Site': 'cross-site' },
    },
  ];
}

async function newKey(admin: Client, fuente: string, alcances: readonly Scope[]): Promise<ShownKey> {
  const made = await admin.call('POST', ticketPaths.keys, { nombre: alcances.join(' '), fuente, alcances });
  if (made.status !== 201) throw new Error(`no key: ${made.status}`);
  return made.body;
}

/** Finds a caller by name. @throws if there is none, so that no rule speaks of nobody */
export function callerNamed(callers: readonly Caller[], name: string): Caller {
  const found = callers.find((caller) => caller.name === name);
  if (!found) throw new Error(`there is no caller "${name}"`);
  return found;
}

/** Connects as this caller over Socket.IO. Resolves with what they may do there, or with the type of the refusal. */
export async function connect(url: string, caller: Caller, transport: HostileTransport) {
  const line = await hostileClient(url, transport, { headers: caller.headers });
  line.send(caller.token ? `40${JSON.stringify({ token: caller.token })}` : '40');
  const isAnswer = (packet: string) => /^4[04]/.test(packet);
  const answer = (await line.until((heard) => heard.some(isAnswer))).find(isAnswer) ?? '';
  const { data } = JSON.parse(answer.slice(2));
  let asked = 0;
  return {
    line,
    refusal: answer.startsWith('44') ? (data.type as string) : undefined,
    /** Emits an event and resolves with the acknowledgement. */
    async ask(event: string, body: object) {
      asked += 1;
      const reply = `43${asked}[`;
      line.send(`42${asked}${JSON.stringify([event, body])}`);
      const heard = await line.until((packets) => packets.some((packet) => packet.startsWith(reply)));
      const packet = heard.find((one) => one.startsWith(reply)) ?? '';
      return JSON.parse(packet.slice(reply.length - 1))[0];
    },
    [Symbol.asyncDispose]: () => line[Symbol.asyncDispose](),
  };
}

async function makeWorld(
  admin: Client,
  callers: readonly Caller[],
  urls: Record<Service, string>,
): Promise<World> {
  const shopA = callerNamed(callers, 'a key for pedidos:escribir').headers;
  const spare = await newKey(admin, 'local-c', ['tickets:leer']);
  // The key that was made last: the store knows all of them once it knows this one.
  await until(
    () => get(`${urls.store}/api/pedidos/NADA`, { 'X-API-Key': spare.clave }),
    ({ status }) => status === 403,
  );
  const [numero, secret] = ['A-1042', 'cliente-0-secreto'];
  const customer = { cliente_nombre: secret, cliente_direccion: secret, cliente_telefono: secret };
  const placed = await post(`${urls.store}/api/pedidos`, anOrder(numero, customer), shopA);
  const { body: order } = await until(
    () => get(`${urls.store}/api/pedidos/${numero}`, shopA),
    ({ body }) => body?.ticket !== null,
  );
  if (placed.status !== 201) throw new Error(`no order: ${placed.status}`);
  await ticketOfCustomer(urls.tickets);
  const person = await admin.call('POST', ticketPaths.people, { nombre: 'Tercera', rol: 'lectura' });
  const tv = await admin.call('POST', ticketPaths.tvLinks, { nombre: 'Sin abrir' });
  return {
    ...{ numero, ticketId: order.ticket.ticket_id },
    ...{ personId: person.body.id, tvLinkId: tv.body.id, keyId: spare.id },
    settings: (await admin.get(ticketPaths.boardSettings)).body,
    newTicket: () => newTicket(urls.tickets),
  };
}

function withDatabase<T>(file: string, use: (db: Database.Database) => T): T {
  const db = new Database(file, { timeout: 10_000 });
  try {
    return use(db);
  } finally {
    db.close();
  }
}

// What a service writes by itself: which keys and sessions were used, how far the search's index is.
const byItself = /^(ticket_search|sqlite_)/;
const columnsByItself = new Set(['used_at', 'seen_at']);

/** Reads all that both services keep, by table. */
function stateOf(files: Record<Service, string>): Record<string, unknown[]> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([service, file]) =>
      withDatabase(file, (db) => {
        const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
        return (names as string[])
          .filter((name) => !byItself.test(name))
          .map((name) => {
            const rows = db.prepare(`SELECT * FROM "${name}"`).all() as Record<string, unknown>[];
            return [`${service} ${name}`, rows.map(withoutOwn)];
          });
      }),
    ),
  );
}

function withoutOwn(row: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !columnsByItself.has(column)));
}
