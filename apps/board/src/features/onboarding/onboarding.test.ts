import { signal } from '@preact/signals-core';
import { type State, states } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import type { ShownTicket } from '../../actions/queued-command.ts';
import type { Reply } from '../../api/request.ts';
import { createOnboarding, mayTry } from './onboarding.ts';
import { curlLine, storeSeenFrom } from './welcome.tsx';

function start(kept = new Map<string, string>()) {
  const asked: string[] = [];
  const answers: ((reply: Reply<unknown>) => void)[] = [];
  const columns = Object.fromEntries(
    states.map((estado) => [estado, signal<readonly ShownTicket[]>([])]),
  ) as Record<State, ReturnType<typeof signal<readonly ShownTicket[]>>> as never;
  const onboarding = createOnboarding({
    view: { columns, serverNow: signal(0) },
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
    ask: (id) => {
      asked.push(id);
      return new Promise((answer) => answers.push(answer));
    },
    newId: () => `id-${asked.length + 1}`,
  });
  return { onboarding, asked, answers, columns: columns as Record<State, { value: readonly ShownTicket[] }> };
}

const fine: Reply<unknown> = { ok: true, value: {} };
const noAnswer: Reply<unknown> = {
  ...{ ok: false, status: null, type: null, detail: '', errores: [], retryAfterS: null },
};

describe('a test order', () => {
  it('is asked for once, however often somebody taps', async () => {
    const { onboarding, asked, answers } = start();
    const sent = onboarding.send();
    await onboarding.send();
    expect([asked, onboarding.sending.value]).toEqual([['id-1'], true]);
    answers[0]?.(fine);
    await sent;
    expect(onboarding.sending.value).toBe(false);
  });

  it('is the same one when the answer was lost, and another after an answer', async () => {
    const { onboarding, asked, answers } = start();
    // A proxy that gave up waiting knows no more than nobody.
    const [gaveUp, refused] = [504, 403].map((status) => ({ ...noAnswer, status }));
    for (const reply of [noAnswer, gaveUp ?? noAnswer, fine, refused ?? noAnswer, fine]) {
      const sent = onboarding.send();
      answers.at(-1)?.(reply);
      await sent;
      expect(onboarding.fault.value).toEqual(reply.ok ? null : reply);
    }
    expect(asked).toEqual(['id-1', 'id-1', 'id-1', 'id-4', 'id-5']);
  });
});

it('remembers on this device what somebody has dismissed', () => {
  const kept = new Map<string, string>();
  const { onboarding, columns } = start(kept);
  columns.pendiente.value = [makeTicket({ ticket_id: 8, fuente: 'tablero', origen: 'prueba' })];
  expect([onboarding.guided.value?.ticket_id, onboarding.inviting.value]).toEqual([8, true]);
  onboarding.closeGuide();
  onboarding.dismissInvitation();
  expect([onboarding.guided.value, onboarding.inviting.value]).toEqual([undefined, false]);
  const later = start(kept);
  later.columns.pendiente.value = columns.pendiente.value;
  expect([later.onboarding.guided.value, later.onboarding.inviting.value]).toEqual([undefined, false]);
});

it('invites people who run the shop, and nobody else', () => {
  const person = { id: 1, nombre: 'Ana' };
  const tries = (['admin', 'operador', 'repartidor', 'lectura'] as const).map((rol) =>
    mayTry({ ...person, rol }),
  );
  expect(tries).toEqual([true, true, false, false]);
  expect(mayTry({ id: null, nombre: 'Salón', rol: 'operador' })).toBe(false);
});

it('shows how to send an order in a line that a shell reads correctly', () => {
  expect(curlLine('https://tienda.example', { key: 'CLAVE', name: 'Ana' })).toBe(
    `curl https://tienda.example/api/pedidos -H 'X-API-Key:CLAVE' -H 'Content-Type:application/json' -d '{"numero":"1001","cliente_nombre":"Ana","total":4500}'`,
  );
});

it.each([
  ['192.168.1.20', 'http://127.0.0.1:4000', 'http://192.168.1.20:4000'],
  ['tablero.example', 'http://store:4000', 'http://tablero.example:4000'],
  ['127.0.0.1', 'http://localhost:5055', 'http://127.0.0.1:5055'],
  ['[::1]', 'http://127.0.0.1:4000', 'http://[::1]:4000'],
  ['tablero.example', 'https://tienda.example/relevo', 'https://tienda.example/relevo'],
  ['tablero.example', 'http://10.0.0.7:4000', 'http://10.0.0.7:4000'],
])('shows to somebody at %s the store %s as %s', (host, address, seen) => {
  expect(storeSeenFrom(host, address)).toBe(seen);
});
