import fc from 'fast-check';
import { expect } from 'vitest';
import {
  breaks,
  calm,
  dark,
  frames,
  handing,
  heal,
  losses,
  maxDelayMs,
  outage,
  play,
  reloading,
  restore,
  type Step,
  working,
} from './fault-steps.ts';
import { startBoard, type TestBoard } from './start-board.ts';
import { watchBoard } from './watch-board.ts';

// A lost last event shows at the next position (5 s) and is asked for 1 s later; a lost answer after 5 s.
const framesHealMs = 6_200 + maxDelayMs;

/** How often, and with which random numbers. */
type Runs = { numRuns: number; seed: number };

/**
 * The properties that hold whatever fails. Each plays random steps on boards of its own, and throws when it is broken.
 * They are in a file of their own so that `planted-bugs.test.ts` can run them against planted bugs.
 */
export const properties = {
  'equals the server 2 s after cuts and restarts': (runs: Runs) =>
    forAll(runs, stepsOf(breaks), (steps, seed) => void survives({ steps, seed, healMs: 2_000 })),

  'equals the server 1 s after the next position when frames were lost, doubled, delayed and reordered': (
    runs: Runs,
  ) =>
    forAll(
      runs,
      stepsOf(frames, breaks),
      (steps, seed) => void survives({ steps, seed, healMs: framesHealMs }),
    ),

  'comes back from half-open connections, however long they last': (runs: Runs) =>
    forAll(
      runs,
      stepsOf(frames, dark),
      (steps, seed) => void survives({ steps, seed, healMs: framesHealMs }),
    ),

  'follows a server that was restored from an older backup into its new epoch': (runs: Runs) =>
    forAll(
      runs,
      stepsOf(breaks, restore),
      (steps, seed) => void survives({ steps, seed, healMs: 2_000, falls: true }),
    ),

  'follows a server that was restored without a new epoch and so ends before the board': (runs: Runs) =>
    forAll(runs, stepsOf(frames), (steps, seed) => {
      const test = startBoard({ seed });
      test.server.backup();
      for (const step of steps) play(test, step);
      heal(test);
      test.wire.serverUp(false);
      test.server.restore(false);
      test.wire.serverUp(true);
      test.clock.advance(2_000);
      expectUpToDate(test);
    }),

  'gives a driver exactly what the server lets that driver see, with tickets going back and forth': (
    runs: Runs,
  ) =>
    forAll(
      runs,
      stepsOf(handing, frames, breaks),
      (steps, seed) => void survives({ steps, seed, healMs: framesHealMs, view: 7 }),
    ),

  'does each command once or says that it did not, and never overwrites a colleague': (runs: Runs) =>
    forAll(runs, stepsOf(working, working, frames, breaks, reloading), (steps, seed) => {
      const test = survives({ steps, seed, healMs: framesHealMs });
      expectHonestWork(test);
    }),

  'gives up commands that could not be sent for ten minutes, and says so': (runs: Runs) =>
    forAll(runs, stepsOf(working, breaks, outage, reloading), (steps, seed) => {
      const test = survives({ steps, seed, healMs: framesHealMs });
      expectHonestWork(test);
    }),

  'rings for what comes in on a standing connection, and for nothing that a reconnect or a reload brings': (
    runs: Runs,
  ) =>
    forAll(runs, stepsOf(losses, breaks, reloading), (steps, seed) => {
      const test = survives({ steps, seed, healMs: framesHealMs });
      for (const { id, live, atStart, inFirstAnswer } of test.news) {
        const seq = test.server.createdAs(id);
        if (live) expect(seq, 'rang for what was missed').toBeGreaterThan(atStart);
        else expect(seq, 'did not ring for what came in live').toBeLessThanOrEqual(inFirstAnswer);
      }
    }),

  'rings for no ticket twice on one device': (runs: Runs) =>
    forAll(runs, stepsOf(frames, breaks, reloading, handing), (steps, seed) => {
      const { rung, marked } = survives({ steps, seed, healMs: framesHealMs });
      expect(rung).toEqual([...new Set(rung)]);
      expect(marked, 'marked as new twice').toEqual([...new Set(marked)]);
    }),
};
export type PropertyName = keyof typeof properties;

function stepsOf(...kinds: fc.Arbitrary<Step>[]): fc.Arbitrary<Step[]> {
  return fc.array(fc.oneof(calm, ...kinds), { maxLength: 30 });
}

function forAll(runs: Runs, steps: fc.Arbitrary<Step[]>, holds: (steps: Step[], seed: number) => void): void {
  fc.assert(fc.property(steps, fc.integer(), holds), runs);
}

type Run = { steps: Step[]; seed: number; healMs: number; falls?: boolean; view?: number };

function survives({ steps, seed, healMs, falls, view }: Run): TestBoard {
  const test = startBoard({ seed, view });
  const watch = watchBoard(test, { falls });
  for (const step of steps) play(test, step);
  // The loss of the last event is the hardest to notice: no later event shows the gap.
  play(test, { do: 'change', n: 1 });
  heal(test);
  test.clock.advance(healMs);
  watch.check();
  expectUpToDate(test);
  return test;
}

function expectUpToDate({ board, isEqual }: TestBoard): void {
  expect(isEqual()).toBe(true);
  expect(board.connection.value).toEqual({ kind: 'live' });
  expect(board.errorReports.value).toBe(0);
}

function expectHonestWork({ server, board, made, notified, rows: chains }: TestBoard): void {
  const rows = server.history();
  expect(new Set(rows.map(({ cmdId }) => cmdId)).size, 'one history row per cmd_id').toBe(rows.length);
  expect(
    rows.filter(({ cmdId }) => !made.includes(cmdId)),
    'a row of a command that nobody made',
  ).toEqual([]);
  expect(
    rows.filter(({ based, version }) => based !== version),
    'a stale version was written',
  ).toEqual([]);
  expect(board.pendingCount.value, 'commands without an answer').toBe(0);
  expect(board.shown.value, 'shown but not so').toBe(board.tickets.value);
  const done = new Set(rows.map(({ cmdId }) => cmdId));
  for (const chain of chains) {
    const rootless = chain.filter((id, at) => at > 0 && done.has(id) && !done.has(chain[at - 1] ?? ''));
    expect(rootless, 'done although what they were based on was refused').toEqual([]);
  }
  const lost = made.filter((id) => !done.has(id) && !notified.has(id));
  expect(lost, 'commands that vanished without a word').toEqual([]);
}
