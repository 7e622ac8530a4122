import { boardFingerprint, type Position } from '@relevo/contract';
import { type Clock, createTimer } from '../device/clock.ts';
import type { Board } from './apply.ts';
import type { Replay } from './replay.ts';

/** How long an event may arrive after its position before it counts as lost. */
const lostAfterMs = 1_000;
const firstRecheckMs = 5_000;
const longestRecheckMs = 5 * 60_000;

type PositionWatch = {
  heard(position: Position): void;
  /** Checks the last position again after the board changed: events may still be missing. */
  recheck(): void;
  stop(): void;
};

/** Compares each position with the board, and starts a replay where they differ. */
export function createPositionWatch(
  deps: { clock: Clock; replay: Pick<Replay, 'start' | 'underWay'>; board(): Board },
  on: { same(): void; different(): void },
): PositionWatch {
  const { clock, replay } = deps;
  const lost = createTimer(clock);
  let last: Position | null = null;
  let nextSnapshotAt = 0;
  let recheckMs = firstRecheckMs;

  function awaitMissing(): void {
    if (lost.armed()) return;
    lost.set(lostAfterMs, () => {
      if (last && comparePosition(deps.board(), last) === 'behind') replay.start('cursor');
    });
  }

  function askForEverything(): void {
    on.different();
    // Back off: a board that differs right after each snapshot would otherwise request one every 5 s, for ever.
    if (clock.now() < nextSnapshotAt) return;
    nextSnapshotAt = clock.now() + recheckMs;
    recheckMs = Math.min(recheckMs * 2, longestRecheckMs);
    replay.start('nothing');
  }

  function forgive(): void {
    nextSnapshotAt = 0;
    recheckMs = firstRecheckMs;
  }

  return {
    heard(position) {
      last = position;
      if (replay.underWay()) return;
      const verdict = comparePosition(deps.board(), position);
      if (verdict === 'same') {
        forgive();
        on.same();
      } else if (verdict === 'behind') awaitMissing();
      else if (verdict === 'elsewhere') replay.start('cursor');
      else askForEverything();
    },
    recheck() {
      if (last && comparePosition(deps.board(), last) === 'behind') awaitMissing();
    },
    stop() {
      lost.clear();
      last = null;
      forgive();
    },
  };
}

type Verdict =
  | 'same'
  /** The server has events that the board lacks: in transit, or lost. */
  | 'behind'
  /** The log is another one, or ends before the board: replay at once. */
  | 'elsewhere'
  /** The head is the same, but the tickets differ. */
  | 'different';

/** Compares the board with a position of the server. */
function comparePosition({ cursor, tickets }: Board, position: Position): Verdict {
  if (!cursor || position.epoch !== cursor.epoch || position.head < cursor.seq) return 'elsewhere';
  if (position.head > cursor.seq) return 'behind';
  return boardFingerprint(tickets.values()) === position.huella ? 'same' : 'different';
}
