import { seededRandom } from '@relevo/testkit/random';

/** What can go wrong on a line that carries HTTP. */
const lineFaults = [
  'refuse',
  'reset',
  'blackhole',
  'latency',
  'trickle',
  'drop-answer',
  'unavailable',
  'html',
  'stranger',
  'truncate',
  'double',
  'reorder',
] as const;
export type LineFault = (typeof lineFaults)[number];

/** The lines that carry HTTP; `batches` is the one from checkouts straight to the ticket service. */
export const lines = ['checkout-store', 'store-tickets', 'tickets-store', 'batches'] as const;
export type LineName = (typeof lines)[number];

/** What can go wrong between the ticket service and a board. */
const boardFaults = ['stall', 'refuse-sockets', 'lose-frames', 'double-frames', 'late-frames'] as const;
export type BoardFault = (typeof boardFaults)[number];

/**
 * What happens to the services' processes; `rotate-key` changes the key of both, the ticket service's first, and
 * `silence-store` leaves the store dead until boards have had the time to say so.
 */
const processFaults = [
  'kill-store',
  'kill-tickets',
  'pause-store',
  'pause-tickets',
  'restart-store',
  'restart-tickets',
  'rotate-key',
  'silence-store',
] as const;
export type ProcessFault = (typeof processFaults)[number];

/** How far the clock of a service's machine is set, ms; at the end of the fault it is set right again. */
export const clockFaults = {
  'store-hour-back': -3_600_000,
  'store-hour-ahead': 3_600_000,
  'store-days-ahead': 4 * 86_400_000,
  'tickets-hour-back': -3_600_000,
  'tickets-hour-ahead': 3_600_000,
  'tickets-days-ahead': 4 * 86_400_000,
} as const;
export type ClockFault = keyof typeof clockFaults;
const clockKinds = Object.keys(clockFaults) as ClockFault[];

export const boardCount = 3;

/** One fault: where, which, and when it begins and ends, in ms from the start of the run. */
export type PlannedFault = { fromMs: number; untilMs: number } & (
  | { place: LineName; fault: LineFault }
  | { place: BoardPlace; fault: BoardFault }
  | { place: 'processes'; fault: ProcessFault }
  | { place: 'clocks'; fault: ClockFault }
);
type BoardPlace = `board-${number}`;

/** A fault as the report counts it. */
export const nameOf = ({ place, fault }: Pick<PlannedFault, 'place' | 'fault'>): string =>
  place === 'processes'
    ? fault
    : place === 'clocks'
      ? `clock: ${fault}`
      : place.startsWith('board-')
        ? `board: ${fault}`
        : `line: ${fault}`;

/** Every kind that a whole run is expected to show. */
export const everyKind: readonly string[] = [
  ...lineFaults.map((fault) => `line: ${fault}`),
  ...boardFaults.map((fault) => `board: ${fault}`),
  ...processFaults,
  ...clockKinds.map((fault) => `clock: ${fault}`),
];

type Span = [number, number];
/** `longMs`: how long single kinds last instead. */
type Pace = { lastsMs: Span; calmMs: Span; longMs?: Record<string, Span> };

// A line heals between its faults for long enough that a breaker's probe can get through and work goes on.
const linePace: Pace = { lastsMs: [700, 2_500], calmMs: [500, 2_500] };
const boardPace: Pace = { lastsMs: [1_000, 4_000], calmMs: [500, 2_000] };
// A restart takes its own time; the length counts for pauses.
const processPace: Pace = {
  lastsMs: [1_000, 2_500],
  calmMs: [800, 2_000],
  longMs: { 'silence-store': [17_000, 18_000] },
};
// Long enough for attempts that are postponed by the wrong time.
const clockPace: Pace = { lastsMs: [2_000, 5_000], calmMs: [500, 2_500] };

/**
 * The faults of one run, by the time at which they begin. The same seed and length give the same faults. Each place
 * has one fault at a time and goes through every kind that it can have before it has one twice.
 * @param lengthMs when all of them are over
 */
export function planFaults({ seed, lengthMs }: { seed: number; lengthMs: number }): PlannedFault[] {
  const random = seededRandom(seed);
  const boards = Array.from({ length: boardCount }, (_, at): BoardPlace => `board-${at}`);
  const plans = [
    ...lines.flatMap((place: LineName) =>
      along(lineFaults, linePace, { random, lengthMs }, (fault, times) => ({ place, fault, ...times })),
    ),
    ...boards.flatMap((place) =>
      along(boardFaults, boardPace, { random, lengthMs }, (fault, times) => ({ place, fault, ...times })),
    ),
    ...along(processFaults, processPace, { random, lengthMs }, (fault, times) => ({
      place: 'processes' as const,
      fault,
      ...times,
    })),
    ...along(clockKinds, clockPace, { random, lengthMs }, (fault, times) => ({
      place: 'clocks' as const,
      fault,
      ...times,
    })),
  ];
  return plans.sort((a, b) => a.fromMs - b.fromMs);
}

/** Faults one after the other in one place, until the time is up. */
function along<F extends string>(
  kinds: readonly F[],
  pace: Pace,
  { random, lengthMs }: { random: () => number; lengthMs: number },
  plan: (fault: F, times: { fromMs: number; untilMs: number }) => PlannedFault,
): PlannedFault[] {
  const planned: PlannedFault[] = [];
  const between = ([from, to]: [number, number]) => Math.round(from + random() * (to - from));
  let round: F[] = [];
  let atMs = between(pace.calmMs);
  for (;;) {
    if (round.length === 0) round = shuffle(kinds, random);
    // The last one in each place lasts until the end, so that all of them heal at once: the hardest moment to get right.
    const fault = round.shift();
    if (fault === undefined || atMs >= lengthMs) return planned;
    const untilMs = atMs + between(pace.longMs?.[fault] ?? pace.lastsMs);
    const last = untilMs + pace.calmMs[1] + pace.lastsMs[0] > lengthMs;
    planned.push(plan(fault, { fromMs: atMs, untilMs: last ? lengthMs : untilMs }));
    if (last) return planned;
    atMs = untilMs + between(pace.calmMs);
  }
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
