import { type Action, boardFingerprint, type Ticket } from '@relevo/contract';
import { followBoard } from '@relevo/testkit/follow-board';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { aCommand, type CustomerTicket, customersIn, ticketOfCustomer } from '@relevo/testkit/work';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { Board } from '../apps/board/src/live/apply.ts';
import { byId, catchUp, comeBack, type DriverPage, pageOf } from './support/driver-page.ts';

const service = await ticketsForTest();
afterAll(() => service[Symbol.asyncDispose]());
const { url } = service;
const admin = await adminOf(service);

const pick = fc.nat({ max: 9 });
/** What happens next. `ticket` and `driver` choose among those there are; driver 2 is nobody. */
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('create' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('assign' as const), ticket: pick, driver: fc.nat({ max: 2 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('work' as const),
      ticket: pick,
      by: fc.nat({ max: 2 }),
      accion: fc.constantFrom<Action>(
        'avanzar',
        'avanzar',
        'marcar_item',
        'deshacer',
        'cancelar',
        'reconocer',
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('return' as const), driver: fc.nat({ max: 1 }), to: pick }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A page, every board that it has been, and how much of what it heard was looked through. */
type Page = DriverPage & { past: Board[]; told: number };

async function expectOwnView(page: Page, made: CustomerTicket[]): Promise<void> {
  const now = await catchUp(page);
  expect(page.board.cursor).toEqual({ epoch: now.epoch, seq: now.head });
  expect(byId(page.board.tickets.values())).toEqual(byId(now.tickets));
  const id = page.client.person.id;
  if (id === null) throw new Error('a driver has an id');
  expect(now.tickets.every(({ repartidor }) => repartidor?.id === id)).toBe(true);
  const all: Ticket[] = (await admin.get('/api/tablero')).body.tickets;
  expect(now.tickets).toHaveLength(all.filter(({ repartidor }) => repartidor?.id === id).length);

  const theirs = new Set(now.tickets.map(({ ticket_id }) => ticket_id));
  const heard = customersIn(page.client.heard.slice(page.told));
  page.told = page.client.heard.length;
  const others = made.filter(({ ticketId }) => !theirs.has(ticketId)).map(({ secret }) => secret);
  expect(others.filter((secret) => heard.includes(secret))).toEqual([]);
  page.past.push(page.board);
}

/** Whatever the page had when it went away, it ends up with today's. */
async function returnWith(page: Page, past: Board): Promise<void> {
  const today = page.board;
  await comeBack(page, past);
  expect(page.board.cursor).toEqual(today.cursor);
  expect(byId(page.board.tickets.values())).toEqual(byId(today.tickets.values()));
}

/** Whether the service did it or refused it is no matter here. */
async function take(next: Step, pages: Page[], made: CustomerTicket[]): Promise<void> {
  if (next.kind === 'create') return void made.push(await ticketOfCustomer(url));
  if (next.kind === 'return') {
    const page = pages[next.driver];
    const past = page?.past[next.to % page.past.length];
    return page && past && returnWith(page, past);
  }
  const ticketId = made[next.ticket % made.length]?.ticketId ?? 0;
  const { version } = (await admin.get(`/api/tickets/${ticketId}`)).body;
  if (next.kind === 'assign') {
    const repartidor_id = pages[next.driver]?.client.person.id ?? null;
    await admin.command(ticketId, aCommand('asignar', version, { repartidor_id }));
  } else {
    const more = { indice: 0, hecho: true, motivo: 'No atiende' };
    const command = aCommand(next.accion, version, more);
    await (pages[next.by]?.client ?? admin).command(ticketId, command);
  }
}

it('gives each driver exactly their own tickets, live and after any absence, and never another’s customer', async () => {
  const [rosa, leo] = [
    await memberOf(admin, 'repartidor', 'Rosa'),
    await memberOf(admin, 'repartidor', 'Leo'),
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const pages: Page[] = [];
      for (const driver of [rosa, leo])
        pages.push({ ...(await pageOf(driver)), past: [], told: driver.heard.length });
      const made = [await ticketOfCustomer(url), await ticketOfCustomer(url), await ticketOfCustomer(url)];
      try {
        for (const page of pages) await expectOwnView(page, made);
        for (const next of steps) {
          await take(next, pages, made);
          for (const page of pages) await expectOwnView(page, made);
        }
        for (const { client, board } of pages) {
          await using line = await client.connect();
          const heard = await line.until((events) => events.some(({ name }) => name === 'posicion'));
          const told = heard.find(({ name }) => name === 'posicion');
          const { epoch, seq } = board.cursor ?? {};
          const huella = boardFingerprint(board.tickets.values());
          expect(told?.body).toMatchObject({ epoch, head: seq, huella });
        }
      } finally {
        for (const { line } of pages) await line[Symbol.asyncDispose]();
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);

it('brings the pages of two drivers to their own tickets through a storm of assignments', async () => {
  const drivers = [
    await memberOf(admin, 'repartidor', 'Rosa'),
    await memberOf(admin, 'repartidor', 'Leo'),
  ] as const;
  await using stack = new AsyncDisposableStack();
  const boards = await Promise.all(
    drivers.map(async (driver) => ({ driver, board: stack.use(await followBoard(url, driver)) })),
  );
  const made = await Promise.all(Array.from({ length: 10 }, () => ticketOfCustomer(url)));
  await Promise.all(
    made.map(async ({ ticketId }, nth) => {
      for (let version = 1; version <= 30; version += 1) {
        const repartidor_id = drivers[(version + nth) % 3]?.person.id ?? null;
        await admin.command(ticketId, aCommand('asignar', version, { repartidor_id }));
        if (version % 10 === 0) boards[nth % 2]?.board.engine.wake();
      }
    }),
  );
  for (const { driver, board } of boards) {
    const expected = byId((await driver.get('/api/tablero')).body.tickets);
    const shown = await board.until(
      (tickets) => tickets.length === expected.length && isSame(tickets, expected),
    );
    expect(byId(shown)).toEqual(expected);
    expect(board.engine.errorReports.value).toBe(0);
  }
}, 60_000);

function isSame(tickets: Ticket[], expected: Ticket[]): boolean {
  const versions = new Map(expected.map(({ ticket_id, version }) => [ticket_id, version]));
  return tickets.every(({ ticket_id, version }) => versions.get(ticket_id) === version);
}
