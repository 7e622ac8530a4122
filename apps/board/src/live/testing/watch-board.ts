import { expect } from 'vitest';
import type { TestBoard } from './start-board.ts';

// The board notices silence 10 s after the last position, which may itself be 3 s late; plus 1 s of grace.
const longestLieMs = 14_000;
const lookMs = 100;

/**
 * Watches a board for as long as a test runs. Fails if a version falls, a cancelled ticket reopens, or the board claims
 * to be live while it is out of date.
 * @param options.falls whether the server may be restored, which lets versions fall
 */
export function watchBoard(test: TestBoard, { falls = false } = {}): { check(): void } {
  let versions = new Map<number, number>();
  let lieSince: number | null = null;
  const faults = new Set<string>();

  function look(): void {
    const { tickets, shown, connection } = test.board;
    const next = new Map([...shown.value.values()].map(({ ticket_id, version }) => [ticket_id, version]));
    for (const [id, version] of next) {
      if (!falls && version < (versions.get(id) ?? 0)) faults.add(`ticket ${id} fell to version ${version}`);
      const held = tickets.value.get(id);
      if (held?.estado === 'cancelado' && shown.value.get(id)?.estado !== 'cancelado') {
        if (held.version === version) faults.add(`ticket ${id} came back to life`);
      }
    }
    versions = falls ? next : new Map([...versions, ...next]);
    const lies = connection.value.kind === 'live' && !test.isEqual();
    lieSince = lies ? (lieSince ?? test.clock.now()) : null;
    if (lieSince !== null && test.clock.now() - lieSince > longestLieMs) faults.add('claims to be live');
  }

  function beat(): void {
    look();
    test.clock.after(lookMs, beat);
  }
  beat();
  const stop = test.onMove(look);

  return {
    check() {
      stop();
      expect([...faults]).toEqual([]);
    },
  };
}
