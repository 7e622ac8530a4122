import { problemMediaType } from '@relevo/contract';
import { createFakeClock, createRelayClock, eventLoopTurn } from '@relevo/testkit/clock';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import {
  type Answer,
  ownProblem,
  type Step,
  scriptedTickets,
  strangers,
} from '@relevo/testkit/scripted-peer';
import { storeForTest } from '@relevo/testkit/services';
import { describe, expect, it } from 'vitest';

type Row = {
  answer: string;
  step: Step;
  state: string;
  status?: number;
  detail?: RegExp;
  nextS?: [number, number];
};

const quick: [number, number] = [1, 1];
const slow: [number, number] = [24, 36];
const html = '<!doctype html><title>Iniciando…</title>';

/** What becomes of an order after one answer of the ticket service: one row a status and fault. */
const matrix: Row[] = [
  { answer: '201', step: { status: 201 }, state: 'entregada', status: 201 },
  { answer: '200 for the same order', step: { status: 200 }, state: 'entregada', status: 200 },
  {
    answer: '200 with a page of HTML',
    step: { status: 200, html },
    state: 'pendiente',
    status: 200,
    detail: /HTML/,
    nextS: quick,
  },
  {
    answer: '201 with other JSON',
    step: { status: 201, body: { ok: 1 } },
    state: 'pendiente',
    status: 201,
    nextS: quick,
  },
  { answer: '204', step: { status: 204, text: '' }, state: 'pendiente', status: 204, nextS: quick },
  ...[301, 302, 307, 308].map(
    (status): Row => ({
      answer: `${status}`,
      step: { status, headers: { Location: 'http://127.0.0.1:1/' }, text: '' },
      state: 'pendiente',
      status,
      nextS: quick,
    }),
  ),
  ...[401, 403].map(
    (status): Row => ({ answer: `${status}`, step: { status }, state: 'pendiente', status, nextS: slow }),
  ),
  ...[408, 425, 429, 500, 501, 502, 503, 504, 520].map(
    (status): Row => ({ answer: `${status}`, step: { status }, state: 'pendiente', status, nextS: quick }),
  ),
  ...[400, 409, 413, 415, 422].map(
    (status): Row => ({ answer: `its own ${status}`, step: { status }, state: 'rechazada', status }),
  ),
  ...[404, 405].map(
    (status): Row => ({
      answer: `${status} of another service of ours`,
      step: { status },
      state: 'pendiente',
      status,
      detail: /no conoce esa dirección/,
      nextS: slow,
    }),
  ),
  {
    answer: '400 at the door, for a host name',
    step: {
      status: 400,
      headers: { 'Content-Type': problemMediaType },
      body: { ...ownProblem(400, 'El nombre de servidor (Host) no se admite.'), puerta: true },
    },
    state: 'pendiente',
    status: 400,
    nextS: slow,
  },
  {
    answer: 'its own 409, with an absolute type',
    step: {
      status: 409,
      headers: { 'Content-Type': `${problemMediaType}; charset=utf-8` },
      body: {
        ...ownProblem(409, 'El número ya existe'),
        type: 'https://tickets.example/problemas/numero-en-conflicto',
      },
    },
    state: 'rechazada',
    status: 409,
  },
  ...Object.entries<Answer>(strangers).map(
    ([who, step]): Row => ({
      answer: `${step.status} of a stranger: ${who}`,
      step,
      state: 'pendiente',
      status: step.status,
      detail: /alguien en el medio/,
      nextS: slow,
    }),
  ),
  {
    answer: '200 for a suspended service',
    step: {
      status: 200,
      html: '<title>Service Suspended</title>',
      headers: { 'x-render-routing': 'suspend' },
    },
    state: 'pendiente',
    status: 200,
    detail: /al parecer Render \(x-render-routing: suspend\).*Service Suspended/,
    nextS: quick,
  },
  {
    answer: '503 with Retry-After: 120',
    step: { status: 503, headers: { 'Retry-After': '120' } },
    state: 'pendiente',
    status: 503,
    nextS: [120, 120],
  },
  {
    answer: '429 with Retry-After of a day',
    step: { status: 429, headers: { 'Retry-After': '86400' } },
    state: 'pendiente',
    status: 429,
    nextS: [3_600, 3_600],
  },
  {
    answer: '503 with nonsense in Retry-After',
    step: { status: 503, headers: { 'Retry-After': 'pronto' } },
    state: 'pendiente',
    status: 503,
    nextS: quick,
  },
  { answer: 'a reset', step: 'drop', state: 'pendiente', detail: /ECONNRESET/, nextS: quick },
  { answer: 'a body cut short', step: 'cut', state: 'pendiente', nextS: quick },
  { answer: 'no answer at all', step: 'hang', state: 'pendiente', detail: /ETIMEDOUT|tiempo/, nextS: quick },
  {
    answer: 'a body that trickles',
    step: 'trickle',
    state: 'pendiente',
    detail: /ETIMEDOUT|tiempo/,
    nextS: quick,
  },
  { answer: 'a reset after it had stored', step: 'store-then-drop', state: 'pendiente', nextS: quick },
];

describe('the outcome of an order when the ticket service answers', () => {
  it.each(matrix)('$answer', async ({ step, state, status, detail, nextS }) => {
    const clock = createFakeClock({ settle: eventLoopTurn });
    await using peer = await scriptedTickets([step]);
    await using store = await storeForTest({
      clock,
      env: { TICKETS_URL: peer.url, RELAY_TIMEOUT_MS: '400' },
    });
    const placed = await post(`${store.url}/api/pedidos`, anOrder('MATRIZ'));
    expect(placed.status).toBe(201);
    const { body } = await get(`${store.url}/api/pedidos/MATRIZ`);

    expect(body.entrega).toMatchObject({ estado: state, intentos: 1 });
    const [attempt, ...more] = body.intentos;
    expect(more).toEqual([]);
    expect(attempt).toMatchObject({ n: 1, resultado: state === 'pendiente' ? 'reintento' : state });
    expect(attempt.status).toBe(status);
    if (detail) expect(attempt.detalle).toMatch(detail);
    if (state === 'rechazada') expect(body.entrega.motivo).toBeTruthy();
    if (state === 'entregada') expect(body.ticket.ticket_id).toBe(peer.tickets.get('MATRIZ'));
    if (nextS) {
      const waitS = (Date.parse(body.entrega.proximo_intento) - clock.now()) / 1_000;
      expect(waitS).toBeGreaterThanOrEqual(nextS[0]);
      expect(waitS).toBeLessThanOrEqual(nextS[1]);
    }
    expect(peer.requests).toHaveLength(1);
  });

  it('keeps an order pending when nothing listens at all', async () => {
    const gone = await scriptedTickets();
    await gone[Symbol.asyncDispose]();
    await using store = await storeForTest({
      clock: createFakeClock({ settle: eventLoopTurn }),
      env: { TICKETS_URL: gone.url },
    });
    const placed = await post(`${store.url}/api/pedidos`, anOrder('MATRIZ'));
    expect(placed.body.entrega).toMatchObject({ estado: 'pendiente', intentos: 1 });
    const { body } = await get(`${store.url}/api/pedidos/MATRIZ`);
    expect(body.intentos[0].detalle).toMatch(/ECONNREFUSED/);
  });
});

it('neither loses nor doubles an order through every fault in turn, and records each attempt', async () => {
  const script: Step[] = [
    { status: 200, html },
    { status: 302, headers: { Location: '/' }, text: '' },
    { status: 401 },
    strangers['router of Render'],
    { status: 500 },
    'hang',
    'trickle',
    'store-then-drop',
    { status: 201 },
  ];
  const clock = createRelayClock();
  await using peer = await scriptedTickets(script);
  await using store = await storeForTest({ clock, env: { TICKETS_URL: peer.url, RELAY_TIMEOUT_MS: '300' } });
  await post(`${store.url}/api/pedidos`, anOrder('CUENTO'));
  for (let made = 1; made < script.length; made += 1) {
    const { body } = await settledAfter(made);
    await clock.advance(Date.parse(body.entrega.proximo_intento) - clock.now());
  }
  const { body } = await settledAfter(script.length);

  expect(body.entrega).toMatchObject({ estado: 'entregada', intentos: script.length });
  expect(body.intentos.map((attempt: { status?: number }) => attempt.status)).toEqual([
    200,
    302,
    401,
    404,
    500,
    undefined,
    undefined,
    undefined,
    200,
  ]);
  expect([...peer.tickets]).toEqual([['CUENTO', body.ticket.ticket_id]]);

  async function settledAfter(count: number) {
    for (;;) {
      const answer = await get(`${store.url}/api/pedidos/CUENTO`);
      if (answer.body.intentos.length >= count) return answer;
    }
  }
});
