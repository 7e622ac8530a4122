import type { BoardEvent, BoardReply, Cursor, Snapshot, Ticket } from '@relevo/contract';
import { type Client, isChange, type Line } from '@relevo/testkit/people';
import { applyEvent, applyReply, type Board, emptyBoard } from '../../apps/board/src/live/apply.ts';

/** A driver's page: their board from snapshot and events alone, by the board's own rules. */
export type DriverPage = { client: Client; line: Line; board: Board; read: number };

export async function pageOf(client: Client): Promise<DriverPage> {
  const line = await client.connect();
  const page = { client, line, board: emptyBoard, read: 0 };
  apply(page, await line.subscribe(), {});
  return page;
}

function apply(page: DriverPage, reply: BoardReply, asked: Cursor): void {
  const outcome = applyReply(page.board, reply, asked);
  if (outcome.kind !== 'applied') throw new Error(`the answer from ${asked.seq} is ${outcome.kind}`);
  page.board = outcome.board;
}

/**
 * Applies what was heard since, up to the head of the client's own view, which it returns.
 * @throws Error where an event does not follow the one before it
 */
export async function catchUp(page: DriverPage): Promise<Snapshot> {
  const now: Snapshot = (await page.client.get('/api/tablero')).body;
  const events = () => page.line.events.slice(page.read).filter(isChange);
  const last = () => Math.max(page.board.cursor?.seq ?? 0, ...events().map(({ body }) => body.seq ?? 0));
  await page.line.until(() => last() >= now.head);
  for (const { body } of events()) {
    const outcome = applyEvent(page.board, body as BoardEvent);
    if (outcome.kind === 'gap') throw new Error(`a gap: ${JSON.stringify([page.board.cursor, body.prev])}`);
    if (outcome.kind === 'applied') page.board = outcome.board;
  }
  page.read = page.line.events.length;
  return now;
}

/** The page comes back with a board that it had once, and asks for what it missed. */
export async function comeBack(page: DriverPage, past: Board): Promise<void> {
  page.board = past;
  const cursor = past.cursor ?? {};
  apply(page, await page.line.subscribe(cursor), cursor);
}

export const byId = (tickets: Iterable<Ticket>) => [...tickets].toSorted((a, b) => a.ticket_id - b.ticket_id);
