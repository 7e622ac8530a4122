import { get, post } from '@relevo/testkit/http';
import { exampleOrders } from '@relevo/testkit/orders';
import { ticketsForTest } from '@relevo/testkit/services';
import { onBoard } from '@relevo/testkit/tickets';
import { expect, it } from 'vitest';

it.each(exampleOrders)('takes «$caso» once, whole', async ({ cuerpo }) => {
  await using tickets = await ticketsForTest();
  const url = `${tickets.url}/api/tickets`;
  const first = await post(url, cuerpo);
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({ exito: true, numero: cuerpo.numero, idempotent: false });

  const again = await post(url, cuerpo);
  expect(again.status).toBe(200);
  expect(again.body).toEqual({ ...first.body, idempotent: true });
  expect(again.headers.get('idempotent-replayed')).toBe('true');

  const changed = await post(url, { ...cuerpo, total: Number(cuerpo.total) + 1 });
  expect(changed.status).toBe(409);
  expect(changed.body).toMatchObject({
    type: '/problemas/numero-en-conflicto',
    ticket_id: first.body.ticket_id,
  });

  const stored = await get(`${url}/${first.body.ticket_id}`);
  expect(stored.body).toMatchObject({
    total: cuerpo.total,
    metodo_pago: cuerpo.metodo_pago ?? null,
    version: 1,
  });
  const board = await get(`${tickets.url}/api/tablero`);
  expect(board.body).toMatchObject({ tipo: 'instantanea', head: 1, tickets: [onBoard(stored.body)] });
});
