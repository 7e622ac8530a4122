import { boardFingerprint, type State } from '@relevo/contract';
import { expect, it, vi } from 'vitest';
import { createPosition } from './position.ts';

type Open = { ticket_id: number; version: number; estado: State };

function boardWith(first: Open[]) {
  const state = { epoch: 'e', head: first.length, lastIntakeAt: null as number | null };
  const board = { state, tickets: first, fingerprinted: 0 };
  const store = {
    logState: async () => ({ ...state }),
    async openTickets() {
      board.fingerprinted += 1;
      return { ...state, tickets: board.tickets };
    },
  };
  return { board, store };
}

const open: Open = { ticket_id: 1, version: 1, estado: 'pendiente' };

it('tells where the log stands, what time it is, when the last order came and how the board looks', async () => {
  const { board, store } = boardWith([open]);
  const position = createPosition(store, () => Date.UTC(2026, 10, 22, 12));
  const common = { epoch: 'e', head: 1, ahora: '2026-11-22T12:00:00.000Z', huella: boardFingerprint([open]) };
  expect(await position()).toEqual({ ...common, ultima_entrada: null });
  board.state.lastIntakeAt = Date.UTC(2026, 10, 22, 11, 59);
  expect(await position()).toEqual({ ...common, ultima_entrada: '2026-11-22T11:59:00.000Z' });
});

it('works the fingerprint out once per head', async () => {
  const { board, store } = boardWith([open]);
  const position = createPosition(store, () => 0);
  const before = await position();
  await Promise.all([position(), position()]);
  expect(board.fingerprinted).toBe(1);
  board.tickets = [{ ...open, version: 2 }];
  board.state.head = 2;
  const after = await position();
  expect(after.huella).toBe(boardFingerprint(board.tickets));
  expect(after.huella).not.toBe(before.huella);
});

it('works it out anew for another epoch, though the head is the same', async () => {
  const { board, store } = boardWith([open]);
  const position = createPosition(store, () => 0);
  await position();
  board.state.epoch = 'otra';
  board.tickets = [];
  expect(await position()).toMatchObject({ epoch: 'otra', huella: boardFingerprint([]) });
});

it('looks again after a look that failed', async () => {
  const { board, store } = boardWith([open]);
  const fails = vi.spyOn(store, 'openTickets').mockRejectedValueOnce(new Error('the disk is gone'));
  const position = createPosition(store, () => 0);
  await expect(position()).rejects.toThrow('the disk is gone');
  expect(await position()).toMatchObject({ head: 1, huella: boardFingerprint(board.tickets) });
  expect(fails).toHaveBeenCalledTimes(2);
});
