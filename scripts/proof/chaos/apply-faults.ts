import { setTimeout as pause } from 'node:timers/promises';
import type { StoreState } from '@relevo/contract';
import type { FrameProxy } from '@relevo/testkit/proxies';
import { passAll, type Rule } from '@relevo/testkit/proxies';
import {
  type BoardFault,
  clockFaults,
  lines,
  nameOf,
  type PlannedFault,
  type ProcessFault,
} from './fault-plan.ts';
import { firstKey, keys, type Scene, type Services } from './scene.ts';

/** What was done to the scene. */
export type Applied = {
  /** How often each kind was applied, by its name in the report. */
  counts: Record<string, number>;
  /** Services that did not end with 0 when they were asked to, or that ended by themselves. */
  badExits: string[];
  /** How long it took until the first board named a store that was silent, ms; Infinity: none did in time. */
  namedMs: number[];
};

/**
 * Applies each fault when its time has come, and resolves when all of them are over and every service runs again.
 * Processes take their own time: where theirs last beyond the plan, the last fault of every line lasts as long, so
 * that all heal at once.
 * @param startedAt epoch ms, what the plan's times count from
 */
export async function applyFaults(
  plan: readonly PlannedFault[],
  scene: Scene,
  { random, startedAt }: { random: () => number; startedAt: number },
): Promise<Applied> {
  const applied: Applied = { counts: {}, badExits: [], namedMs: [] };
  const until = (ms: number) => pause(Math.max(0, startedAt + ms - Date.now()));
  const change = createProcessFaults(scene, applied);
  const endMs = Math.max(...plan.map(({ untilMs }) => untilMs));

  async function apply(fault: PlannedFault): Promise<void> {
    await until(fault.fromMs);
    const name = nameOf(fault);
    applied.counts[name] = (applied.counts[name] ?? 0) + 1;
    if (fault.place === 'processes') {
      const lateMs = Math.max(0, Date.now() - startedAt - fault.fromMs);
      return change(fault.fault, () => until(fault.untilMs + lateMs));
    }
    const heal = await trouble(fault);
    await until(fault.untilMs);
    if (fault.untilMs === endMs) await processesDone;
    await heal();
  }

  async function trouble(fault: Exclude<PlannedFault, { place: 'processes' }>): Promise<() => unknown> {
    if (isOnLine(fault)) {
      const line = scene.lines[fault.place];
      await line.setFault(fault.fault);
      return () => line.setFault(null);
    }
    if (fault.place === 'clocks') {
      const service = fault.fault.startsWith('store-') ? 'store' : 'tickets';
      scene.setClock(service, clockFaults[fault.fault]);
      return () => scene.setClock(service, 0);
    }
    const board = scene.boards[Number(fault.place.slice('board-'.length))];
    return board ? troubleBoard(board.line, fault.fault, random) : () => {};
  }

  // One after the other in each place: a fault that took longer than planned puts off the next one.
  async function inTurn(faults: readonly PlannedFault[] = []): Promise<void> {
    for (const fault of faults) await apply(fault);
  }

  const { processes, ...places } = Object.groupBy(plan, ({ place }) => place);
  const processesDone = inTurn(processes);
  await Promise.all([processesDone, ...Object.values(places).map(inTurn)]);
  return applied;
}

/** Asks both services to stop, and notes which of them did not do so well. */
export async function stopServices(services: Services, { badExits }: Applied): Promise<void> {
  await Promise.all(serviceNames.map((name) => end(services, name, 'SIGTERM', badExits)));
}

const serviceNames = ['store', 'tickets'] as const;

/** Whoever ends otherwise than it was made to had trouble of its own, which a silent restart would hide. */
async function end(
  services: Services,
  name: keyof Services,
  signal: 'SIGTERM' | 'SIGKILL',
  badExits: string[],
): Promise<void> {
  const { wasAlive, code, signal: by } = await services[name].end(signal);
  if (!wasAlive) badExits.push(`${name} was not running any more`);
  else if ((code ?? by) !== (signal === 'SIGTERM' ? 0 : signal))
    badExits.push(`${name} ended with ${code ?? by}`);
}

function isOnLine(fault: PlannedFault): fault is Extract<PlannedFault, { place: (typeof lines)[number] }> {
  return (lines as readonly string[]).includes(fault.place);
}

function troubleBoard(line: FrameProxy, fault: BoardFault, random: () => number): () => void {
  const sometimes =
    (fate: 'drop' | 'double' | 'late'): Rule =>
    () =>
      random() < 0.3 ? fate : 'pass';
  const rules = { 'lose-frames': 'drop', 'double-frames': 'double', 'late-frames': 'late' } as const;
  if (fault === 'stall') {
    line.stall();
    return line.flow;
  }
  if (fault === 'refuse-sockets') {
    line.refuseSockets();
    return line.acceptSockets;
  }
  const rule = sometimes(rules[fault]);
  line.rule(rule, (message) => (isCommand(message) ? rule(message) : 'pass'));
  return () => line.rule(passAll);
}

// What a board asks for itself passes: without an answer it is only slow, which `stall` tries already.
const isCommand = (message: string) => /^42\d*\["comando"/.test(message);

// A relay whose breaker has opened meanwhile looks again within this time, and meets the refusal.
const untilProbedMs = 2_500;

/** Boards have to name a store that is dead within this time. */
export const namesWithinMs = 20_000;

/** @returns does one fault to the processes; the pause of a paused one ends with `over` */
function createProcessFaults({ services, boards }: Scene, { badExits, namedMs }: Applied) {
  let key = firstKey;
  let rotations = 0;

  async function restart(
    name: keyof Services,
    {
      signal = 'SIGTERM',
      settings,
    }: { signal?: 'SIGTERM' | 'SIGKILL'; settings?: Record<string, string> } = {},
  ): Promise<void> {
    await end(services, name, signal, badExits);
    await services[name].start(settings);
  }

  async function sleep(name: keyof Services, over: () => Promise<void>): Promise<void> {
    if (!services[name].pause()) badExits.push(`${name} was not running any more`);
    await over();
    services[name].resume();
  }

  // The careless way: the receiver forgets the old key while the sender still uses it, so that calls are refused.
  async function rotate(): Promise<void> {
    const next = `clave-de-la-casa-numero-${++rotations}-siguiente`;
    await restart('tickets', { settings: keys(next) });
    await pause(untilProbedMs);
    await restart('store', { settings: keys(next, key) });
    key = next;
  }

  // A board may have a fault of its own at that moment, so that the first one counts.
  async function silence(): Promise<void> {
    const hear = (holds: (store: StoreState) => boolean) =>
      boards.some(({ engine }) => engine.stores.value?.some(holds));
    const isNamed = () => hear(({ estado }) => estado === 'callada');
    // Who was never heard is not waited for.
    const readyBy = performance.now() + namesWithinMs;
    while (!hear(({ estado }) => estado !== 'callada') && performance.now() < readyBy) await pause(100);
    await end(services, 'store', 'SIGKILL', badExits);
    const deadSince = performance.now();
    while (!isNamed() && performance.now() - deadSince < namesWithinMs) await pause(100);
    namedMs.push(isNamed() ? Math.round(performance.now() - deadSince) : Number.POSITIVE_INFINITY);
    await services.store.start();
  }

  const acts: Record<ProcessFault, (over: () => Promise<void>) => Promise<void>> = {
    'kill-store': () => restart('store', { signal: 'SIGKILL' }),
    'kill-tickets': () => restart('tickets', { signal: 'SIGKILL' }),
    'pause-store': (over) => sleep('store', over),
    'pause-tickets': (over) => sleep('tickets', over),
    'restart-store': () => restart('store'),
    'restart-tickets': () => restart('tickets'),
    'rotate-key': rotate,
    'silence-store': silence,
  };
  return (fault: ProcessFault, over: () => Promise<void>) => acts[fault](over);
}
