import type { Boards, Heard } from '../boards/start-boards.ts';
import type { Running } from '../processes/start-process.ts';
import type { Loader } from './loader.ts';

/** A load and how many tickets each of its answers stands for. */
export type Told = { load: Pick<Loader, 'results'>; perAnswer: number };

/**
 * Throws unless a board that was there before the first order of this server has heard of each ticket that these loads
 * were answered for, and of no more than they can have posted.
 */
export async function assertAllHeard(server: Running, boards: Boards, told: readonly Told[]): Promise<void> {
  const fault = faultOf(await boards.heard(), answeredBy(server, told));
  if (fault) throw new Error(fault);
}

/** What is wrong with the events of a board that heard the log of a server from its first number on. */
export function faultOf(heard: readonly Heard[], { least, most }: { least: number; most: number }) {
  const last = heard.reduce((max, { seq }) => Math.max(max, seq), 0);
  if (last !== heard.length) return `the board heard ${heard.length} of the first ${last} events`;
  const twice = heard.filter(({ boards }) => boards !== 1);
  if (twice.length > 0) return `the board heard ${twice.length} events more than once`;
  if (last < least || last > most) return `the board heard ${last} events of ${least} to ${most} tickets`;
  return undefined;
}

/** How many tickets the loads of this server made: those of its answers, and at most all that was under way as well. */
export function answeredBy(server: Running, told: readonly Told[]): { least: number; most: number } {
  const sums = { least: 0, most: 0 };
  for (const { load, perAnswer } of told) {
    for (const { answers, connections } of load.results.filter((result) => result.server === server)) {
      sums.least += answers * perAnswer;
      // What was under way when the generator stopped was taken and told, but has no answer that was counted.
      sums.most += (answers + connections) * perAnswer;
    }
  }
  return sums;
}
