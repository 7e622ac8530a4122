import { setTimeout as pause } from 'node:timers/promises';
import { passAll, type Rule } from '../../test/support/faulty-line.ts';
import type { FrameProxy } from '../../test/support/frame-proxy.ts';
import { type BoardFault, lines, nameOf, type PlannedFault, type ProcessFault } from './faults.ts';
import { firstKey, keys, type Scene, type Services } from './scene.ts';

/** What was done to the scene. */
export type Applied = {
  /** How often each kind was applied, by its name in the report. */
  counts: Record<string, number>;
  /** Services that did not end with 0 when they were asked to. */
  badExits: string[];
};

/**
 * Applies each fault when its time has come, and resolves when all of them are over and every service runs again.
 * @param startedAt epoch ms, what the plan's times count from
 */
export async function applyFaults(
  plan: readonly PlannedFault[],
  scene: Scene,
  { random, startedAt }: { random: () => number; startedAt: number },
): Promise<Applied> {
  const applied: Applied = { counts: {}, badExits: [] };
  const until = (ms: number) => pause(Math.max(0, startedAt + ms - Date.now()));
  const change = createProcessFaults(scene.services, applied.badExits);

  async function apply(fault: PlannedFault): Promise<void> {
    await until(fault.fromMs);
    const name = nameOf(fault);
    applied.counts[name] = (applied.counts[name] ?? 0) + 1;
    if (fault.place === 'processes') return change(fault.fault, () => until(fault.untilMs));
    const heal = await trouble(fault);
    await until(fault.untilMs);
    await heal();
  }

  async function trouble(fault: Exclude<PlannedFault, { place: 'processes' }>): Promise<() => unknown> {
    if (isOnLine(fault)) {
      const line = scene.lines[fault.place];
      await line.suffer(fault.fault);
      return () => line.suffer(null);
    }
    const board = scene.boards[Number(fault.place.slice('board-'.length))];
    return board ? troubleBoard(board.line, fault.fault, random) : () => {};
  }

  // One after the other in each place: a fault that took longer than planned puts off the next one.
  const places = Map.groupBy(plan, ({ place }) => place);
  await Promise.all(
    [...places.values()].map(async (inTurn) => {
      for (const fault of inTurn) await apply(fault);
    }),
  );
  return applied;
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
  line.rule(sometimes(rules[fault]));
  return () => line.rule(passAll);
}

// A relay whose breaker has opened meanwhile looks again within this time, and meets the refusal.
const untilProbedMs = 2_500;

/** @returns does one fault to the processes; the pause of a paused one ends with `over` */
function createProcessFaults({ store, tickets }: Services, badExits: string[]) {
  let key = firstKey;
  let rotations = 0;

  async function restart(name: keyof Services, settings?: Record<string, string>): Promise<void> {
    const service = name === 'store' ? store : tickets;
    const code = await service.kill('SIGTERM');
    if (code !== 0)
      badExits.push(`${name} ${code === null ? 'was not running any more' : `ended with ${code}`}`);
    await service.start(settings);
  }

  async function sleep(service: Services['store'], over: () => Promise<void>): Promise<void> {
    service.pause();
    await over();
    service.resume();
  }

  // The careless way: the receiver forgets the old key while the sender still uses it, so that calls are refused.
  async function rotate(): Promise<void> {
    const next = `clave-de-la-casa-numero-${++rotations}-siguiente`;
    await restart('tickets', keys(next));
    await pause(untilProbedMs);
    await restart('store', keys(next, key));
    key = next;
  }

  const acts: Record<ProcessFault, (over: () => Promise<void>) => Promise<void>> = {
    'kill-store': () => store.killAndRestart(),
    'kill-tickets': () => tickets.killAndRestart(),
    'pause-store': (over) => sleep(store, over),
    'pause-tickets': (over) => sleep(tickets, over),
    'restart-store': () => restart('store'),
    'restart-tickets': () => restart('tickets'),
    'rotate-key': rotate,
  };
  return (fault: ProcessFault, over: () => Promise<void>) => acts[fault](over);
}
