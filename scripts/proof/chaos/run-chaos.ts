import { seededRandom } from '@relevo/testkit/random';
import { column } from '../observe.ts';
import { type Applied, applyFaults, stopServices } from './apply-faults.ts';
import { checkHistories, countBy, type Verdict } from './check-histories.ts';
import { runCheckouts } from './checkouts.ts';
import { lines, planFaults } from './fault-plan.ts';
import { awaitBoards, awaitDrained, readState, type StoredState } from './observe-scene.ts';
import { runOperators } from './operators.ts';
import { type Scene, setScene } from './scene.ts';
import { type Watched, watchRun } from './watch-run.ts';

/** What a run came to. Times in ms. */
export type ChaosRun = Verdict & {
  seed: number;
  seconds: number;
  requests: number;
  commands: number;
  applied: Applied;
  /** How many requests each fault of a line met. */
  struck: Record<string, number>;
  attempts: StoredState['attempts'];
  /** From the moment at which all healed until each board had everything. */
  boardsMs: number[];
  /** From there until every delivery had arrived. */
  drainedMs: number;
  /** From the moment at which the store was seen to have an order until it was seen as a ticket. */
  deliveredMs: number[];
  /** For how long all boards together said that they are not up to date while they were not. */
  saidBehindMs: number;
  vitals: Watched['vitals'];
  /** What the checkouts that never learnt what became of their order were told last, and how often. */
  toldUnanswered: Record<string, number>;
};

/** `patience`: how long everything may take to be handed on after the last fault, in seconds. */
export type Run = { seed: number; seconds: number; rate: number; patience: number };

const boardLimitMs = 30_000;
const workPerSecond = 25;

/** Orders, work and faults for some seconds; then everything heals, is handed on, and is compared. */
export async function runChaos({ seed, seconds, rate, patience }: Run): Promise<ChaosRun> {
  // Streams of their own: how busy one part is does not change what another does.
  const [lineChance, frameChance, orderChance, workChance] = [1, 2, 3, 4].map((n) =>
    seededRandom(seed * 10 + n),
  ) as [Random, Random, Random, Random];
  const plan = planFaults({ seed, lengthMs: seconds * 1_000 });
  await using scene = await setScene(lineChance);
  const boards = [
    ...scene.boards.map(({ engine }) => ({ engine })),
    { engine: scene.watched.remote.engine },
    { engine: scene.watched.driver.engine, driverId: scene.people.driver.id },
  ].map((board) => ({ ...board, arrivals: watchArrivals(board) }));
  // What a board's first snapshot brings is not new to it: nothing comes in before that.
  await awaitBoards(scene, boardLimitMs);
  const stop = new AbortController();
  const watch = watchRun(scene, { revokeAfterMs: (seconds * 1_000) / 3 });
  const startedAt = Date.now();
  const checkouts = runCheckouts({
    storeUrl: scene.lines['checkout-store'].url,
    batchUrl: scene.lines.batches.url,
    perSecond: rate,
    random: orderChance,
    stop: stop.signal,
  });
  const operators = runOperators({
    boards: scene.boards,
    driver: scene.people.driver,
    perSecond: workPerSecond,
    random: workChance,
    stop: stop.signal,
  });
  const applied = await applyFaults(plan, scene, { random: frameChance, startedAt }).finally(() => {
    stop.abort();
    watch.heal();
  });
  const boardsMs = await awaitBoards(scene, boardLimitMs);
  await Promise.all([checkouts.done, operators.done]);
  const drainedMs = await awaitDrained(scene, patience * 1_000);
  await awaitBoards(scene, boardLimitMs);
  const [head = 0] = column<number>(`${scene.dir}/tickets.db`, 'SELECT head FROM stream');
  const { vitals, saidBehindMs, deliveredMs, ...watched } = await watch.stop(head);
  await stopServices(scene.services, applied);

  const { given } = operators.commands();
  const state = readState(scene.dir);
  const { intents } = checkouts;
  const held = boards.map(({ engine, ...board }) => ({ ...board, tickets: engine.tickets.value }));
  return {
    ...checkHistories({
      intents,
      commands: given,
      state,
      boards: held,
      watched,
      mayLackClosed: scene.mayLackClosed(),
    }),
    seed,
    seconds,
    applied,
    boardsMs,
    drainedMs,
    deliveredMs,
    vitals,
    saidBehindMs,
    toldUnanswered: Object.fromEntries(
      countBy(
        intents.filter(({ outcome }) => outcome === 'unknown'),
        ({ last = 'nothing' }) => last,
      ),
    ),
    attempts: state.attempts,
    requests: checkouts.requests(),
    commands: given.length,
    struck: { ...struckBy(scene), 'line: refuse': checkouts.unreachable() + refusedAttempts(state) },
  };
}

type Random = () => number;

/** Collects the ids of the tickets that a board announces as new. */
function watchArrivals({ engine }: Pick<Scene['boards'][number], 'engine'>): number[] {
  const ids: number[] = [];
  engine.arrived.subscribe((tickets) => ids.push(...tickets.map(({ ticket_id }) => ticket_id)));
  return ids;
}

function struckBy(scene: Scene): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const name of lines)
    for (const [fault, count] of scene.lines[name].struck)
      sums[`line: ${fault}`] = (sums[`line: ${fault}`] ?? 0) + count;
  return sums;
}

const refusedAttempts = ({ attempts }: StoredState) =>
  Object.entries(attempts).reduce(
    (sum, [attempt, count]) => sum + (attempt.endsWith(' ECONNREFUSED') ? count : 0),
    0,
  );
