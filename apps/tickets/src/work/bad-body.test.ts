import { post } from '@relevo/testkit/http';
import { serviceWithKey } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsForTest } from '@relevo/testkit/services';
import { aCommand, newTicket, ticketNow } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

const service = await ticketsForTest();
afterAll(() => service[Symbol.asyncDispose]());
const { url } = service;
const line = await serviceWithKey(url).connect();
afterAll(() => line[Symbol.asyncDispose]());

const good = { cmd_id: '5f0c7a52-8f0a-4c9e-9d0e-3c6f4c1c9d11', version: 1 };
const badBodies: [body: unknown, campos: string[]][] = [
  [null, ['cuerpo']],
  [[], ['cuerpo']],
  ['avanzar', ['cuerpo']],
  [{}, ['cmd_id', 'version', 'accion']],
  [{ ...good, accion: 'volar' }, ['accion']],
  [{ accion: 'volar', cmd_id: 'uno', version: '1' }, ['cmd_id', 'version', 'accion']],
  [{ accion: 'avanzar' }, ['cmd_id', 'version']],
  [{ accion: 'avanzar', cmd_id: 7, version: 0 }, ['cmd_id', 'version']],
  [{ ...good, version: 1.5, accion: 'avanzar' }, ['version']],
  [{ ...good, accion: 'mover' }, ['estado']],
  [{ cmd_id: null, version: null, accion: 'mover', estado: 'listo' }, ['cmd_id', 'version', 'estado']],
  [{ ...good, accion: 'asignar' }, ['repartidor_id']],
  [{ ...good, accion: 'asignar', repartidor_id: '7' }, ['repartidor_id']],
  [{ ...good, accion: 'priorizar', prioridad: 'urgente' }, ['prioridad']],
  [{ ...good, accion: 'anotar', indicaciones: 7 }, ['indicaciones']],
  [{ ...good, accion: 'anotar', indicaciones: 'x'.repeat(2_001) }, ['indicaciones']],
  [{ ...good, accion: 'anotar', indicaciones: 'a\u0007' }, ['indicaciones']],
  [{ ...good, accion: 'cancelar' }, ['motivo']],
  [{ ...good, accion: 'cancelar', motivo: null }, ['motivo']],
  [{ ...good, accion: 'cancelar', motivo: '' }, ['motivo']],
  [{ ...good, accion: 'cancelar', motivo: '   ' }, ['motivo']],
  [{ ...good, accion: 'cancelar', motivo: 'x'.repeat(501) }, ['motivo']],
  [{ ...good, accion: 'marcar_item' }, ['indice', 'hecho']],
  [{ ...good, accion: 'marcar_item', indice: -1, hecho: 'sí' }, ['indice', 'hecho']],
  [{ ...good, accion: 'marcar_item', indice: 500, hecho: true }, ['indice']],
];

describe('an invalid body', async () => {
  const ticketId = await newTicket(url);
  const before = await ticketNow(url, ticketId);

  it.each(badBodies)('is refused with the name of each bad field: %j', async (body, campos) => {
    const answer = await post(`${url}/api/tickets/${ticketId}/comandos`, JSON.stringify(body));
    expectProblem(answer, 'datos-invalidos');
    expect(fieldsOf(answer.body)).toEqual(campos.toSorted());
    expect(await ticketNow(url, ticketId)).toEqual(before);
  });

  it.each(badBodies.filter(([, campos]) => !campos.includes('cuerpo')))(
    'is answered with each of them over the socket: %j',
    async (body, campos) => {
      const reply = await line.command(ticketId, body as object);
      expect(reply).toMatchObject({ ok: false, problema: { type: '/problemas/datos-invalidos' } });
      expect(reply.ok || fieldsOf(reply.problema)).toEqual(campos.toSorted());
      expect(await ticketNow(url, ticketId)).toEqual(before);
    },
  );

  it.each([[null], ['texto'], [7], [[1]], [{}], [{ ...good, accion: 'avanzar' }], [{ ticket_id: '1' }]])(
    'that names no ticket is a problem over the socket, and the socket lives on: %j',
    async (body) => {
      const reply = await line.socket.timeout(5_000).emitWithAck('comando', body);
      expect(reply).toMatchObject({ ok: false, problema: { type: '/problemas/datos-invalidos' } });
      expect(fieldsOf(reply.problema)).toEqual(['ticket_id']);
    },
  );

  it('survives commands without an acknowledgement', async () => {
    for (const args of [[], [{}], [{}, 'no function'], [() => {}]]) line.socket.emit('comando', ...args);
    const reply = await line.command(ticketId, { ...aCommand('deshacer', 1) });
    expect(reply).toMatchObject({ ok: false, problema: { status: 422 } });
  });

  it.each(['0', '-1', '1.5', 'abc', '999999', '99999999999999999999'])(
    'answers 404 to the unknown ticket %s',
    async (id) => {
      const answer = await post(`${url}/api/tickets/${id}/comandos`, aCommand('avanzar', 1));
      expectProblem(answer, 'no-encontrado');
    },
  );
});

function fieldsOf(problem: object): string[] {
  const { errores = [] } = problem as { errores?: { campo: string }[] };
  return errores.map(({ campo }) => campo).toSorted();
}
