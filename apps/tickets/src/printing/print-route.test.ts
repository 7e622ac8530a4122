import { randomUUID } from 'node:crypto';
import { type ProblemSlug, printReplySchema, problems, ticketPaths } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { adminOf, type Client, memberOf, nobody, serviceWithKey, tvOf } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

const clock = createFakeClock({ startAt: Date.UTC(2026, 10, 22, 12), realSleep: true });
const service = await ticketsApp({ clock });
afterAll(() => service[Symbol.asyncDispose]());

const admin = await adminOf(service);
const driver = await memberOf(admin, 'repartidor', 'Rosa');
const maria = await memberOf(admin, 'operador', 'María');

const aPrint = (more: object = {}) => ({
  id: randomUUID() as string,
  dispositivo: 'cocina',
  automatica: false,
  ...more,
});
const print = (client: Client, ticketId: number | string, body: unknown) =>
  client.call('POST', `/api/tickets/${ticketId}/impresiones`, body);

describe('a print', () => {
  it('is numbered, and the second one tells when the first was and whose', async () => {
    const ticketId = await newTicket(service);
    const before = await ticketNow(service, ticketId);
    const first = await print(maria, ticketId, aPrint());
    expect(first.status).toBe(200);
    expect(printReplySchema.strict().parse(first.body)).toEqual(first.body);
    const en = '2026-11-22T12:00:00.000Z';
    const fresh = { concedida: true, numero_de_impresion: 1, reimpresion: false, en, primera: null };
    expect(first.body).toEqual(fresh);
    clock.advance(60_000);
    const again = { ...fresh, reimpresion: true, primera: { en, autor: 'María' } };
    const later = { en: '2026-11-22T12:01:00.000Z' };
    expect((await print(admin, ticketId, aPrint())).body).toEqual({
      ...again,
      ...later,
      numero_de_impresion: 2,
    });
    expect((await print(maria, ticketId, aPrint())).body).toMatchObject({ numero_de_impresion: 3 });
    // It is no work on the ticket: no board has to hear of it.
    expect(await ticketNow(service, ticketId)).toEqual(before);
  });

  it('sent again has the same answer, whatever was printed since', async () => {
    const ticketId = await newTicket(service);
    const [one, two] = [aPrint({ automatica: true }), aPrint()];
    const first = await print(maria, ticketId, one);
    const second = await print(maria, ticketId, two);
    clock.advance(1_000);
    await print(maria, ticketId, aPrint());
    expect((await print(maria, ticketId, one)).body).toEqual(first.body);
    expect((await print(maria, ticketId, two)).body).toEqual(second.body);
    expect((await print(maria, ticketId, aPrint())).body.numero_de_impresion).toBe(4);
  });

  it('does not take the id of a print of another ticket', async () => {
    const once = aPrint();
    await print(maria, await newTicket(service), once);
    expectProblem(await print(maria, await newTicket(service), once), 'datos-invalidos', ['id']);
  });

  it('outlives the service', async () => {
    using dir = tempDir();
    const sheet = aPrint({ automatica: true });
    let ticketId = 0;
    {
      await using before = await ticketsApp({ dir: dir.path });
      ticketId = await newTicket(before);
      await print(serviceWithKey(before), ticketId, sheet);
    }
    await using after = await ticketsApp({ dir: dir.path });
    const key = serviceWithKey(after);
    expect((await print(key, ticketId, aPrint({ automatica: true }))).body.concedida).toBe(false);
    expect((await print(key, ticketId, sheet)).body).toMatchObject({ concedida: true, reimpresion: false });
  });
});

describe('an automatic print', () => {
  it('is granted to one of 200 that ask at once, from any device', async () => {
    const ticketId = await newTicket(service);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        print(maria, ticketId, aPrint({ automatica: true, dispositivo: `caja-${at % 7}` })),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(200).fill(200));
    expect(answers.filter(({ body }) => body.concedida)).toHaveLength(1);
    const refused = answers.find(({ body }) => !body.concedida);
    expect(printReplySchema.strict().parse(refused?.body)).toMatchObject({
      numero_de_impresion: 1,
      reimpresion: true,
      en: null,
      primera: { autor: 'María' },
    });
    expect((await print(maria, ticketId, aPrint())).body.numero_de_impresion).toBe(2);
  });

  it('is granted to one print id, however often it is sent at once', async () => {
    const ticketId = await newTicket(service);
    const sheet = aPrint({ automatica: true });
    const answers = await Promise.all(Array.from({ length: 50 }, () => print(maria, ticketId, sheet)));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({ concedida: true, numero_de_impresion: 1 });
  });

  it('is not granted where somebody has printed by hand', async () => {
    const ticketId = await newTicket(service);
    await print(maria, ticketId, aPrint());
    const sheet = aPrint({ automatica: true });
    for (const _ of [1, 2]) expect((await print(maria, ticketId, sheet)).body.concedida).toBe(false);
  });
});

describe('who may print', async () => {
  const clients: Record<string, [client: Client, byHand: ProblemSlug | 'ok', byItself: ProblemSlug | 'ok']> =
    {
      admin: [admin, 'ok', 'ok'],
      'an operator': [maria, 'ok', 'ok'],
      'a service with its key': [serviceWithKey(service), 'ok', 'ok'],
      'the driver of the ticket': [driver, 'ok', 'prohibido'],
      'another driver': [await memberOf(admin, 'repartidor'), 'no-encontrado', 'prohibido'],
      'somebody who only reads': [await memberOf(admin, 'lectura'), 'prohibido', 'prohibido'],
      'a TV': [await tvOf(admin), 'prohibido', 'prohibido'],
      nobody: [nobody(service), 'no-autorizado', 'no-autorizado'],
    };

  it.each(Object.entries(clients))('%s', async (_who, [client, byHand, byItself]) => {
    for (const [automatica, wanted] of [[false, byHand] as const, [true, byItself] as const]) {
      const ticketId = await newTicket(service);
      await work(service, ticketId, ['asignar', { repartidor_id: driver.person.id }]);
      const answer = await print(client, ticketId, aPrint({ automatica }));
      expect(answer.status).toBe(wanted === 'ok' ? 200 : problems[wanted].status);
      if (wanted !== 'ok') expectProblem(answer, wanted);
      // What was refused has left no trace.
      const next = await print(admin, ticketId, aPrint());
      expect(next.body.numero_de_impresion).toBe(wanted === 'ok' ? 2 : 1);
    }
  });
});

describe('a bad request', async () => {
  const ticketId = await newTicket(service);

  it.each([
    [null, ['cuerpo']],
    [[], ['cuerpo']],
    [{}, ['id', 'dispositivo', 'automatica']],
    [aPrint({ id: 'uno' }), ['id']],
    [aPrint({ dispositivo: '' }), ['dispositivo']],
    [aPrint({ dispositivo: 'x'.repeat(65) }), ['dispositivo']],
    [aPrint({ dispositivo: 'a\u0007' }), ['dispositivo']],
    [aPrint({ automatica: 'sí' }), ['automatica']],
    [{ id: 1, dispositivo: 2, automatica: 3 }, ['id', 'dispositivo', 'automatica']],
  ])('is answered with each fault: %j', async (body, campos) => {
    expectProblem(await print(maria, ticketId, body), 'datos-invalidos', campos);
  });

  it.each(['0', '-1', '1.5', 'abc', '999999', '99999999999999999999'])('knows no ticket %s', async (id) => {
    expectProblem(await print(maria, id, aPrint()), 'no-encontrado');
  });
});

it('is documented', async () => {
  const { body } = await service.get('/api/openapi.json');
  const { post } = body.paths[ticketPaths.prints.replace(':id', '{id}')];
  expect(Object.keys(post.responses)).toEqual(expect.arrayContaining(['200', '400', '401', '403', '404']));
});
