/** What can go wrong on a line that carries HTTP. */
export const lineFaults = [
  'refuse',
  'reset',
  'blackhole',
  'latency',
  'trickle',
  'drop-answer',
  'unavailable',
  'html',
  'truncate',
  'double',
  'reorder',
] as const;
export type LineFault = (typeof lineFaults)[number];

/** The lines that carry HTTP; `batches` is the one from checkouts straight to the ticket service. */
export const lines = ['checkout-store', 'store-tickets', 'tickets-store', 'batches'] as const;
export type LineName = (typeof lines)[number];

/** What can go wrong between the ticket service and a board. */
export const boardFaults = [
  'stall',
  'refuse-sockets',
  'lose-frames',
  'double-frames',
  'late-frames',
] as const;
export type BoardFault = (typeof boardFaults)[number];

/** What happens to the services' processes; `rotate-key` changes the key of both, the ticket service's first. */
export const processFaults = [
  'kill-store',
  'kill-tickets',
  'pause-store',
  'pause-tickets',
  'restart-store',
  'restart-tickets',
  'rotate-key',
] as const;
export type ProcessFault = (typeof processFaults)[number];

export const boardCount = 3;

/** One fault: where, which, and when it begins and ends, in ms from the start of the run. */
export type PlannedFault = { fromMs: number; untilMs: number } & (
  | { place: LineName; fault: LineFault }
  | { place: BoardPlace; fault: BoardFault }
  | { place: 'processes'; fault: ProcessFault }
);
export type BoardPlace = `board-${number}`;

/** A fault as the report counts it. */
export const nameOf = ({ place, fault }: Pick<PlannedFault, 'place' | 'fault'>): string =>
  place === 'processes' ? fault : place.startsWith('board-') ? `board: ${fault}` : `line: ${fault}`;

/** Every kind that a whole run is expected to show. */
export const everyKind: readonly string[] = [
  ...lineFaults.map((fault) => `line: ${fault}`),
  ...boardFaults.map((fault) => `board: ${fault}`),
  ...processFaults,
];
