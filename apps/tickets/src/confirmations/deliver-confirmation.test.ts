import type { Delivery } from '@relevo/outbox';
import { ownProblem, type Step, scriptedStore, strangers, unknownOrder } from '@relevo/testkit/scripted-peer';
import { describe, expect, it } from 'vitest';
import { confirmationOf } from './confirmation.ts';
import { createDeliverConfirmation } from './confirmation-relay.ts';
import { aTicket } from './fixtures/open-changes.ts';
import { createStoreClient } from './store-client.ts';

const apiKey = 'clave-de-prueba-0123456789abcdef';
const now = Date.UTC(2026, 10, 22, 12);
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function deliveryOf(ticket = aTicket()): Delivery {
  return {
    id: 1,
    target: 'store',
    key: `ticket-${ticket.ticket_id}-v${ticket.version}`,
    payload: JSON.stringify(confirmationOf(ticket)),
    trace: { requestId: 'r-1', traceparent },
    attempts: 0,
    step: 0,
    scheduleStartedAt: now,
    createdAt: now,
  };
}

async function deliverTo(
  url: string,
  delivery = deliveryOf(),
  signal = new AbortController().signal,
  sourceOf: (ticketId: number) => string | undefined = () => undefined,
) {
  using client = createStoreClient({ url, apiKey, userAgent: 'relevo-tickets/9.9.9', timeoutMs: 300 });
  return await createDeliverConfirmation(client, sourceOf, () => now)(delivery, signal);
}

describe('createDeliverConfirmation', () => {
  it('reports to the store once, with the headers of the relay, and accepts the promised answer', async () => {
    await using store = await scriptedStore();
    const delivery = deliveryOf();
    const outcome = await deliverTo(store.url, delivery);

    expect(outcome).toMatchObject({ kind: 'delivered', status: 200 });
    const [request, ...more] = store.requests;
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/api/confirmar-ticket/PED-1',
      body: delivery.payload,
    });
    expect(request?.headers).toMatchObject({
      'x-api-key': apiKey,
      'user-agent': 'relevo-tickets/9.9.9',
      'idempotency-key': 'ticket-7-v2',
      'x-request-id': 'r-1',
      traceparent,
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('says whose order it is, by the ticket and not by what was stored with the confirmation', async () => {
    await using store = await scriptedStore();
    const sourceOf = (ticketId: number) => (ticketId === 7 ? 'sucursal-2' : undefined);
    const { signal } = new AbortController();
    expect(await deliverTo(store.url, deliveryOf(), signal, sourceOf)).toMatchObject({ kind: 'delivered' });
    expect(store.requests[0]?.path).toBe('/api/confirmar-ticket/PED-1?fuente=sucursal-2');
  });

  it.each(['A/B 1&2?#%', 'Ñandú 🧉', '$&-$1', '100'])(
    'reports an order with the number %j',
    async (numero) => {
      await using store = await scriptedStore();
      const outcome = await deliverTo(store.url, deliveryOf(aTicket({ numero })));
      expect(outcome).toMatchObject({ kind: 'delivered' });
      expect(store.requests[0]?.path.slice('/api/confirmar-ticket/'.length)).toBe(encodeURIComponent(numero));
    },
  );

  const ofAnother = { exito: true, numero: 'PED-2', ticket_id: 7, estado: 'en-preparacion' };
  const retry = { kind: 'retry' } as const;
  const down = { ...retry, targetDown: true };
  const matrix: [string, Step, object][] = [
    [
      'an older version, ignored',
      { status: 200, body: { ...ofAnother, numero: 'PED-1', ignorado: true } },
      { kind: 'delivered' },
    ],
    [
      'another order’s number',
      { status: 200, body: ofAnother },
      { ...down, detail: expect.stringContaining('PED-2') },
    ],
    ['a page of HTML with 200', { status: 200, html: '<title>Hola</title>' }, down],
    ['other JSON', { status: 200, body: { ok: true } }, down],
    ['201, which promises nothing', { status: 201 }, down],
    ['a redirect', { status: 307, headers: { Location: 'http://127.0.0.1:1/' } }, down],
    ['400', { status: 400 }, { kind: 'rejected', status: 400 }],
    ['404 for an order that the store has not', unknownOrder, { kind: 'rejected', expected: true }],
    ['409', { status: 409 }, { kind: 'rejected', status: 409 }],
    [
      '404 of a service of ours that is not the store',
      { ...unknownOrder, body: { ...ownProblem(404, 'No existe nada en esta dirección.'), puerta: true } },
      { ...down, slow: true, status: 404 },
    ],
    [
      '404 for an order that the store has not, with an absolute type',
      {
        ...unknownOrder,
        body: {
          ...ownProblem(404, 'No hay un pedido.'),
          type: 'https://tienda.example/problemas/no-encontrado',
        },
      },
      { kind: 'rejected', expected: true },
    ],
    ['the same problem under another status', { ...unknownOrder, status: 410 }, { ...down, slow: true }],
    ...Object.entries(strangers).map(([who, step]): [string, Step, object] => [
      `${step.status} of a stranger: ${who}`,
      step,
      { ...down, slow: true, status: step.status, detail: expect.stringContaining('alguien en el medio') },
    ]),
    ['401', { status: 401 }, { ...retry, slow: true, targetDown: false }],
    [
      '429 with Retry-After',
      { status: 429, headers: { 'Retry-After': '7' } },
      { ...retry, retryAfterMs: 7_000, targetDown: false },
    ],
    ['500', { status: 500 }, down],
    [
      '503 with Retry-After',
      { status: 503, headers: { 'Retry-After': '30' } },
      { ...down, retryAfterMs: 30_000 },
    ],
    ['nothing', 'hang', { ...down, detail: expect.stringContaining('ETIMEDOUT') }],
    ['a trickle', 'trickle', { ...down, detail: expect.stringContaining('ETIMEDOUT') }],
    ['a reset', 'drop', { ...down, detail: expect.stringContaining('ECONNRESET') }],
    ['a reset after it had taken it', 'store-then-drop', down],
    ['half an answer', 'cut', down],
  ];
  it.each(matrix)('knows what follows from %s', async (_name, step, outcome) => {
    await using store = await scriptedStore([step]);
    expect(await deliverTo(store.url)).toMatchObject(outcome);
    expect(store.requests).toHaveLength(1);
  });

  it('tries again later when the store is not there', async () => {
    const store = await scriptedStore();
    await store[Symbol.asyncDispose]();
    expect(await deliverTo(store.url)).toMatchObject({
      ...down,
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('ends at once when the service stops', async () => {
    await using store = await scriptedStore(['hang']);
    const stop = new AbortController();
    const pending = deliverTo(store.url, deliveryOf(), stop.signal);
    await store.received(1);
    stop.abort();
    expect(await pending).toMatchObject({ kind: 'retry', detail: expect.stringContaining('ABORTED') });
  });
});
