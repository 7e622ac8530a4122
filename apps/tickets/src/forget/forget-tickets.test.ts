import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { anOrder } from '@relevo/testkit/orders';
import { type TicketsApp, ticketsApp } from '@relevo/testkit/services';
import { until } from '@relevo/testkit/until';
import { aCommand, newTicket, ticketNow, work } from '@relevo/testkit/work';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { forgetTickets, selectExpired } from './forget-tickets.ts';

const [hour, day] = [3_600_000, 86_400_000];
const zulema = { cliente_nombre: 'Zulema Quiroga', cliente_telefono: '11 4777-9031', gps: '-34,-58' };

describe('forgetting the customer of a ticket', async () => {
  const service = await ticketsApp();
  const db = new Database(service.databaseFile);
  afterAll(async () => {
    db.close();
    await service[Symbol.asyncDispose]();
  });
  const forget = (id: number, shownSince = Date.now() - 12 * hour) =>
    db
      .transaction(() =>
        forgetTickets(db, { ids: [id], now: Date.now(), shown: { shownSince, author: 'consola' } }),
      )
      .immediate();
  const stored = (id: number) =>
    JSON.stringify([
      db.prepare('SELECT * FROM tickets WHERE ticket_id = ?').get(id),
      db.prepare('SELECT * FROM events WHERE ticket_id = ?').all(id),
      db.prepare('SELECT * FROM commands WHERE ticket_id = ?').all(id),
    ]);

  it('takes them out of the ticket and of every event, and rises its version by one', async () => {
    const id = await newTicket(service, zulema);
    await work(service, id, ['anotar', { indicaciones: 'Zulema espera abajo' }], ['avanzar']);
    const before = (await ticketNow(service, id)).ticket;
    expect([forget(id), forget(id)]).toEqual([1, 0]);
    expect(stored(id)).not.toMatch(/Zulema|zulema|4777|gps|Corrientes|corrientes/);
    const { ticket, historial } = await ticketNow(service, id);
    expect(ticket).toEqual({
      ...before,
      ...{ cliente_nombre: '(datos borrados)', cliente_telefono: null, cliente_direccion: null },
      ...{ indicaciones: null, extra: {}, version: before.version + 1 },
    });
    expect(historial.map(({ accion, a }) => [accion, a])).toEqual([
      ['crear', 'pendiente'],
      ['anotar', '(datos borrados)'],
      ['avanzar', 'en-preparacion'],
      ['olvidar', null],
    ]);
  });

  it('gives the same answer to a command that comes again, without the customer', async () => {
    const id = await newTicket(service, zulema);
    const command = aCommand('avanzar', 1);
    await service.post(`/api/tickets/${id}/comandos`, command);
    forget(id);
    const { status, body } = await service.post(`/api/tickets/${id}/comandos`, command);
    expect([status, body.ticket.version, body.ticket.cliente_nombre]).toEqual([200, 2, '(datos borrados)']);
  });

  it('tells the boards only of what they may show', async () => {
    const [open, closed] = [await newTicket(service, zulema), await newTicket(service, zulema)];
    await work(service, closed, ['avanzar'], ['mover', { estado: 'entregado' }]);
    const head = () => db.prepare('SELECT head FROM stream').pluck().get() as number;
    const at = head();
    forget(closed, Date.now() + hour);
    expect([head() - at, (await ticketNow(service, closed)).ticket.version]).toEqual([0, 3]);
    forget(open, Date.now() + hour);
    expect([head() - at, (await ticketNow(service, open)).ticket.version]).toEqual([1, 2]);
  });

  it('can forget again what somebody wrote down after it', async () => {
    const id = await newTicket(service, zulema);
    forget(id);
    await work(service, id, ['anotar', { indicaciones: 'Zulema espera abajo' }]);
    expect(stored(id)).toContain('Zulema');
    expect(forget(id)).toBe(1);
    expect(stored(id)).not.toContain('Zulema');
  });

  it('finds old ones by the index of what is not forgotten yet', () => {
    expect(db.prepare(`EXPLAIN QUERY PLAN ${selectExpired}`).all({ before: 1, limit: 1 })).toMatchObject([
      { detail: 'SEARCH tickets USING INDEX tickets_kept (updated_at<?)' },
    ]);
  });
});

describe('RETENCION_DIAS at the ticket service', () => {
  const names = async (service: TicketsApp) =>
    (await service.get('/api/tickets')).body.tickets.map(
      ({ numero, cliente_nombre }: { numero: string; cliente_nombre: string }) =>
        `${numero}: ${cliente_nombre}`,
    );
  const close = (service: TicketsApp, id: number) =>
    work(service, id, ['avanzar'], ['mover', { estado: 'entregado' }]);

  async function shop(env: Record<string, string>) {
    const clock = createFakeClock({ settle: eventLoopTurn });
    const service = await ticketsApp({ clock, env });
    const post = async (numero: string) =>
      (await service.post('/api/tickets', anOrder(numero, zulema))).body.ticket_id;
    await close(service, await post('CERRADO'));
    await post('ABIERTO');
    return { clock, service, post };
  }

  it('forgets customers of orders closed so many days ago, tells nobody, and no others', async () => {
    const { clock, service, post } = await shop({ RETENCION_DIAS: '30' });
    clock.skip(29 * day);
    await close(service, await post('CERRADO-DESPUES'));
    await clock.advance(2 * hour);
    expect(await names(service)).not.toContain('CERRADO: (datos borrados)');
    clock.skip(day);
    const { head } = (await service.get('/api/tablero')).body;
    await passUntil(clock, async () => (await names(service)).includes('CERRADO: (datos borrados)'));
    expect(await names(service)).toEqual([
      'CERRADO-DESPUES: Zulema Quiroga',
      'ABIERTO: Zulema Quiroga',
      'CERRADO: (datos borrados)',
    ]);
    expect((await service.get('/api/tablero')).body.head).toBe(head);
    expect((await service.post('/api/tickets', anOrder('CERRADO', zulema))).status).toBe(200);
    await service[Symbol.asyncDispose]();
  });

  it('forgets nobody where it is not set', async () => {
    const { clock, service } = await shop({});
    clock.skip(4_000 * day);
    await clock.advance(3 * hour);
    expect(await names(service)).toEqual(['ABIERTO: Zulema Quiroga', 'CERRADO: Zulema Quiroga']);
    await service[Symbol.asyncDispose]();
  });

  // The work is done by a thread, which knows nothing of this clock.
  async function passUntil(clock: { advance(ms: number): Promise<void> }, holds: () => Promise<boolean>) {
    await until(
      async () => {
        await clock.advance(hour);
        return holds();
      },
      (held) => held,
    );
  }
});
