import { type BareBoard, openBareBoard } from './bare-board.ts';
import type { BoardsRequest } from './boards.ts';
import { nowMs } from './machine.ts';
import { apiKey } from './servers.ts';

/* Many boards in a process of their own, told what to do over IPC: see boards.ts. */

const opensAtOnce = 50;
let boards: BareBoard[] = [];
const heard = new Map<number, { boards: number; lastAt: number }>();
let events = 0;

process.on('message', async ({ id, request }: { id: number; request: BoardsRequest }) => {
  try {
    process.send?.({ id, result: await answer(request) });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
});

async function answer(request: BoardsRequest): Promise<unknown> {
  switch (request.kind) {
    case 'open':
      return open(request.url, request.count, request.subscribe);
    case 'close':
      for (const board of boards) board.close();
      boards = [];
      return null;
    case 'events':
      return events;
    case 'heard':
      return [...heard].map(([seq, { boards: count, lastAt }]) => ({ seq, boards: count, lastAt }));
    case 'forget':
      heard.clear();
      events = 0;
      return null;
  }
}

/**
 * Opens so many boards, a few at once, and says how long it took until each had what it asked for, ms, and what that
 * was. Throws when one was told anything else than the first.
 */
async function open(url: string, count: number, subscribe: boolean): Promise<{ ms: number; told: unknown }> {
  const from = performance.now();
  let left = count;
  let first: Buffer | undefined;
  const openSome = async () => {
    while (left > 0) {
      left -= 1;
      const board = await openBareBoard(url, apiKey, note);
      boards.push(board);
      if (!subscribe) continue;
      const told = await board.subscribe();
      first ??= told;
      // Bytes against bytes: a thousand texts taken apart would be what is measured.
      if (!told.equals(first))
        throw new Error(`a board was told something else: ${told.toString().slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: subscribe ? count : opensAtOnce }, openSome));
  const ms = performance.now() - from;
  // An acknowledgement of Socket.IO: `43`, its number, and a list of one.
  return { ms, told: first && JSON.parse(first.toString().replace(/^43\d+/, ''))[0] };
}

function note(seq: number): void {
  if (Number.isNaN(seq)) return;
  events += 1;
  const known = heard.get(seq);
  const lastAt = nowMs();
  if (known) {
    known.boards += 1;
    known.lastAt = lastAt;
  } else heard.set(seq, { boards: 1, lastAt });
}
