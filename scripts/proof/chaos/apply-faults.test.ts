import { describe, expect, it } from 'vitest';
import type { Ending } from '../../server-process.ts';
import { type Applied, applyFaults, stopServices } from './apply-faults.ts';
import type { PlannedFault, ProcessFault } from './fault-plan.ts';
import type { Scene } from './scene.ts';

type Code = number | NodeJS.Signals | null;

/** A scene that only writes down what is done to it. @param ends how the processes end, where not as they are told */
function fakeScene({ ends, startMs = 0 }: { ends?: Code; startMs?: number } = {}) {
  const done: string[] = [];
  const service = (name: string) => ({
    async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
      done.push(`${name} ${signal}`);
      const by = ends === undefined ? (signal === 'SIGTERM' ? 0 : signal) : ends;
      const [code, ended] = typeof by === 'string' ? [null, by] : [by, null];
      return { code, signal: ended, ms: 0, wasAlive: ends !== null };
    },
    async start() {
      await new Promise((resolve) => setTimeout(resolve, startMs));
      done.push(`${name} started`);
    },
    pause() {
      done.push(`${name} paused`);
      return ends !== null;
    },
    resume: () => void done.push(`${name} resumed`),
  });
  const line = { setFault: async (fault: string | null) => void done.push(fault ?? 'line healed') };
  const scene = {
    services: { store: service('store'), tickets: service('tickets') },
    lines: { batches: line },
    boards: [{ engine: { stores: { value: [{ estado: 'al-dia' }, { estado: 'callada' }] } } }],
    setClock: (service: string, ms: number) => void done.push(`clock of ${service} ${ms}`),
  } as unknown as Scene;
  return { scene, done };
}

const apply = (plan: PlannedFault[], scene: Scene) =>
  applyFaults(plan, scene, { random: () => 0, startedAt: Date.now() });

const inProcess = (fault: ProcessFault, [fromMs, untilMs] = [0, 1]): PlannedFault => {
  return { place: 'processes', fault, fromMs: fromMs ?? 0, untilMs: untilMs ?? 0 };
};

describe('faults of the processes', () => {
  it.each<[ProcessFault, string[]]>([
    ['kill-store', ['store SIGKILL', 'store started']],
    ['restart-tickets', ['tickets SIGTERM', 'tickets started']],
    ['silence-store', ['store SIGKILL', 'store started']],
    ['pause-tickets', ['tickets paused', 'tickets resumed']],
  ])('%s', async (fault, expected) => {
    const { scene, done } = fakeScene();
    const { badExits, counts } = await apply([inProcess(fault)], scene);
    expect(done).toEqual(expected);
    expect([badExits, counts]).toEqual([[], { [fault]: 1 }]);
  });

  it.each<[ProcessFault, Code, string]>([
    ['kill-store', null, 'store was not running any more'],
    ['kill-tickets', 1, 'tickets ended with 1'],
    ['pause-tickets', null, 'tickets was not running any more'],
    ['restart-store', null, 'store was not running any more'],
    ['restart-store', 'SIGTERM', 'store ended with SIGTERM'],
  ])('%s of a process that ends with %s are held against the run', async (fault, ends, expected) => {
    const { scene } = fakeScene({ ends });
    expect((await apply([inProcess(fault)], scene)).badExits).toEqual([expected]);
  });

  it('pause for as long as planned where they begin late', async () => {
    const { scene, done } = fakeScene({ startMs: 60 });
    const startedAt = Date.now();
    await apply([inProcess('kill-store'), inProcess('pause-store', [2, 42])], scene);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(95);
    expect(done.slice(-2)).toEqual(['store paused', 'store resumed']);
  });

  it('are over before any line is well again for good', async () => {
    const { scene, done } = fakeScene({ startMs: 40 });
    const onLine = { place: 'batches', fault: 'reset', fromMs: 0, untilMs: 10 } as const;
    await apply([onLine, inProcess('kill-store', [0, 10])], scene);
    expect(done.slice(-2)).toEqual(['store started', 'line healed']);
  });

  it('set the clock of one service, and set it right again', async () => {
    const { scene, done } = fakeScene();
    const { counts } = await apply(
      [{ place: 'clocks', fault: 'tickets-hour-back', fromMs: 0, untilMs: 5 }],
      scene,
    );
    expect(done).toEqual(['clock of tickets -3600000', 'clock of tickets 0']);
    expect(counts).toEqual({ 'clock: tickets-hour-back': 1 });
  });

  it('end with a stop of both services that has to go well', async () => {
    const applied: Applied = { counts: {}, badExits: [], namedMs: [] };
    await stopServices(fakeScene().scene.services, applied);
    expect(applied.badExits).toEqual([]);
    await stopServices(fakeScene({ ends: 'SIGKILL' }).scene.services, applied);
    expect(applied.badExits).toEqual(['store ended with SIGKILL', 'tickets ended with SIGKILL']);
  });
});
