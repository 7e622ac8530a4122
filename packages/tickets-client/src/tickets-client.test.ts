import { type Answer, type Step, scriptedTickets } from '@relevo/testkit/scripted-peer';
import { describe, expect, it } from 'vitest';
import { createTicketsClient } from './tickets-client.ts';

const order = { numero: 'PED-1', cliente_nombre: 'Ana Díaz', total: 1500.5 };
const apiKey = 'clave-de-prueba-0123456789abcdef';

function clientOf(url: string, options: Partial<Parameters<typeof createTicketsClient>[0]> = {}) {
  return createTicketsClient({ url, apiKey, userAgent: 'relevo-store/9.9.9', ...options });
}

async function postTo(step: Step, options: Parameters<typeof clientOf>[1] = {}) {
  await using peer = await scriptedTickets([step]);
  using client = clientOf(peer.url, options);
  return await client.postTicket(order, { idempotencyKey: 'k-1' });
}

describe('postTicket', () => {
  it('hands the order over with the headers of the relay and believes the promised answer', async () => {
    await using peer = await scriptedTickets();
    using client = clientOf(peer.url);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const reply = await client.postTicket(order, { idempotencyKey: 'k-1', requestId: 'r-1', traceparent });

    expect(reply).toMatchObject({ kind: 'reply', status: 201, promised: true });
    expect(reply).toMatchObject({ result: { ticket_id: 1, numero: 'PED-1', idempotent: false } });
    const [request] = peer.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/api/tickets', json: order });
    expect(request?.headers).toMatchObject({
      'x-api-key': apiKey,
      'user-agent': 'relevo-store/9.9.9',
      'idempotency-key': 'k-1',
      'x-request-id': 'r-1',
      traceparent,
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('sends a text body byte for byte', async () => {
    await using peer = await scriptedTickets();
    using client = clientOf(peer.url);
    const body = ' {"numero": 7,  "cliente_nombre":"Ñandú 🧉", "total":"10.50"} ';
    const reply = await client.postTicket(body, { idempotencyKey: 'k-1' });

    expect(peer.requests[0]?.body).toBe(body);
    expect(reply).toMatchObject({ promised: true, result: { numero: '7' } });
  });

  it('keeps two keys apart that differ only in what a header cannot carry', async () => {
    await using peer = await scriptedTickets();
    using client = clientOf(peer.url);
    await client.postTicket(order, { idempotencyKey: 'mesa-✓' });
    await client.postTicket(order, { idempotencyKey: 'mesa-✗\r\nX-Otro: 1' });

    const keys = peer.requests.map((request) => request.headers['idempotency-key']);
    expect(keys).toEqual(['mesa-%E2%9C%93', 'mesa-%E2%9C%97%0D%0AX-Otro:%201']);
    expect(peer.requests[1]?.headers).not.toHaveProperty('x-otro');
  });

  it.each(['/', '//', '/prefijo', '/prefijo/'])('works with %j at the end of the base URL', async (end) => {
    await using peer = await scriptedTickets();
    using client = clientOf(peer.url + end);
    const reply = await client.postTicket(order, { idempotencyKey: 'k-1' });

    expect(reply).toMatchObject({ promised: true });
    expect(peer.requests[0]?.path).toBe(`${end.replace(/\/+$/, '')}/api/tickets`);
  });

  const unbelievable: [string, Answer, RegExp][] = [
    ['a page of HTML with 200', { status: 200, html: '<title>Hola</title>' }, /^respondió HTML.*«Hola»$/],
    ['another order’s number', { status: 201, body: acceptedFor('PED-2') }, /por el número «PED-2»/],
    ['JSON that is not the promised one', { status: 201, body: { exito: true } }, /falla ticket_id/],
    ['202, which promises nothing', { status: 202, body: acceptedFor('PED-1') }, /no es el prometido/],
    ['the promised JSON as text', { status: 201, text: JSON.stringify(acceptedFor('PED-1')) }, /text\/plain/],
    ['an empty body', { status: 201, text: '' }, /sin cuerpo/],
    [
      'half a JSON',
      { status: 201, html: '{', headers: { 'Content-Type': 'application/json' } },
      /mal formado/,
    ],
  ];
  it.each(unbelievable)('does not believe %s', async (_name, step, detail) => {
    const reply = await postTo(step);
    expect(reply).toMatchObject({ kind: 'reply', promised: false, detail: expect.stringMatching(detail) });
    expect(reply).not.toHaveProperty('result');
  });

  it('sends once: no retry hides in the client', async () => {
    await using peer = await scriptedTickets([{ status: 503 }]);
    using client = clientOf(peer.url);
    await client.postTicket(order, { idempotencyKey: 'k-1' });
    expect(peer.requests).toHaveLength(1);
  });
});

describe('what breaks on the way', () => {
  it.each([
    ['hang', 'ETIMEDOUT'],
    ['store-then-drop', 'ECONNRESET'],
  ] as const)('is a value when the peer does %j', async (step, code) => {
    expect(await postTo(step, { timeoutMs: 150 })).toMatchObject({ kind: 'failure', code });
  });
});

describe('reading', () => {
  it('asks for tickets by number and gives the page', async () => {
    await using peer = await scriptedTickets([{ status: 200, body: { tickets: [], cursor: null } }]);
    using client = clientOf(peer.url);
    const reply = await client.listTickets({ numero: 'PED 1&2' });

    expect(reply).toMatchObject({ promised: true, result: { tickets: [], cursor: null } });
    expect(new URL(peer.requests[0]?.path ?? '', peer.url).searchParams.get('numero')).toBe('PED 1&2');
  });

  it('asks for one ticket by id and does not believe less than a ticket', async () => {
    await using peer = await scriptedTickets([{ status: 200, body: { ticket_id: 7 } }]);
    using client = clientOf(peer.url);
    expect(await client.getTicket(7)).toMatchObject({ status: 200, promised: false });
    expect(peer.requests[0]).toMatchObject({ method: 'GET', path: '/api/tickets/7' });
  });

  it('believes an unhealthy service that says so', async () => {
    const health = { status: 'unhealthy', service: 'relevo-tickets', version: '1.0.0', database: 'error' };
    const body = { ...health, uptime_s: 3, checks: {} };
    await using peer = await scriptedTickets([{ status: 503, body }, { status: 503 }]);
    peer.health = 'step';
    using client = clientOf(peer.url);
    expect(await client.getHealth()).toMatchObject({ status: 503, promised: true, result: body });
    expect(await client.getHealth()).toMatchObject({ status: 503, promised: false });
  });
});

function acceptedFor(numero: string) {
  return {
    exito: true,
    ticket_id: 1,
    numero,
    estado: 'pendiente',
    prioridad: 'normal',
    repartidor_asignado: null,
    fecha_creacion: '2026-11-22T06:09:19.000Z',
    cliente_nombre: 'Ana Díaz',
    total: 1500.5,
    idempotent: false,
  };
}
