import type { Diagnosis } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { expect, it } from 'vitest';
import { type ConnectionProbes, createConnectionTest, type ProbedTransport } from './connection-test.ts';
import type { Line } from './measurements.ts';

type Asked = Awaited<ReturnType<ConnectionProbes['ask']>>;

function start(answer: (what: string) => Partial<Asked> = () => ({})) {
  const clock = createFakeClock();
  const asked: string[] = [];
  const lines = new Map<ProbedTransport, (line: Line) => void>();
  const closed: string[] = [];
  const test = createConnectionTest({
    clock,
    probes: {
      async ask(what) {
        asked.push(what);
        if (what === 'diagnosis') clock.advance(200);
        return { ok: true, status: 200, type: null, tookMs: 1, value: null, ...answer(what) };
      },
      open(transport, tell) {
        lines.set(transport, tell);
        return () => closed.push(transport);
      },
    },
  });
  const heard = (count: number): Line => ({
    ...{ state: 'open', openedAt: clock.now(), tookMs: 1 },
    heard: Array.from({ length: count }, () => ({ at: clock.now(), said: clock.now() })),
  });
  return { clock, asked, lines, closed, test, heard };
}

it('asks one thing after the other and is done when both lines have settled and enough was heard', async () => {
  const { test, asked, lines, closed, heard } = start();
  await test.run();
  expect(asked).toEqual(['reach', 'session', 'diagnosis']);
  expect(test.measured.value).toMatchObject({
    websocket: { state: 'opening' },
    polling: { state: 'opening' },
  });
  lines.get('websocket')?.(heard(3));
  expect(test.running.value).toBe(true);
  lines.get('polling')?.(heard(1));
  expect([test.running.value, test.measured.value.listened]).toEqual([false, true]);
  expect(closed).toEqual(['websocket', 'polling']);
});

it('listens to polling where there is no WebSocket, and gives up in the end', async () => {
  const { test, lines, clock, closed, heard } = start();
  await test.run();
  lines.get('websocket')?.({ state: 'failed', unauthorized: false, tookMs: 5 });
  lines.get('polling')?.(heard(2));
  clock.advance(15_999);
  expect([test.running.value, closed]).toEqual([true, []]);
  clock.advance(1);
  expect([test.running.value, test.measured.value.listened, closed.length]).toEqual([false, true, 2]);
});

it('measures the clock against the middle of the request', async () => {
  const clock = createFakeClock();
  const hora = new Date(clock.now() + 5_100).toISOString();
  const { test } = start((what) => (what === 'diagnosis' ? { value: { hora } as Diagnosis } : {}));
  await test.run();
  expect(test.measured.value.diagnosis?.clockOffsetMs).toBe(5_000);
});

it('asks nothing more of a service that does not answer', async () => {
  const { test, asked, lines } = start(() => ({ ok: false, status: null }));
  await test.run();
  expect([asked, lines.size, test.running.value]).toEqual([['reach'], 0, false]);
});

it('starts over when asked again, and drops what the run before still reports', async () => {
  const { test, lines, closed, heard } = start();
  await test.run();
  const old = lines.get('websocket');
  await test.run();
  expect(closed).toEqual(['websocket', 'polling']);
  old?.(heard(3));
  expect(test.measured.value.websocket).toEqual({ state: 'opening' });
  test.stop();
  lines.get('polling')?.(heard(3));
  expect([test.measured.value.polling, test.running.value]).toEqual([{ state: 'opening' }, false]);
});
