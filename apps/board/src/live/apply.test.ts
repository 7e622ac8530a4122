import type { Delta, Snapshot } from '@relevo/contract';
import { makeEvent, makeTicket } from '@relevo/testkit/tickets';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvent, applyReply, type Board, emptyBoard } from './apply.ts';

describe('apply event', () => {
  const at = (seq: number): Board => ({ cursor: { epoch: 'e1', seq }, tickets: new Map() });

  describe('applyEvent', () => {
    it('puts the ticket on the board and moves the cursor with it', () => {
      const outcome = applyEvent(at(4), makeEvent(5, makeTicket({ ticket_id: 9 })));
      expect(outcome).toMatchObject({ kind: 'applied', board: { cursor: { seq: 5 } } });
      expect(outcome.kind === 'applied' && outcome.board.tickets.has(9)).toBe(true);
    });

    it('skips an event that the board already has', () => {
      expect(applyEvent(at(5), makeEvent(5, makeTicket()))).toEqual({ kind: 'old' });
    });

    it('reports a gap when an event before it is missing, and when the log is another', () => {
      expect(applyEvent(at(4), makeEvent(6, makeTicket()))).toEqual({ kind: 'gap' });
      expect(applyEvent(at(4), makeEvent(5, makeTicket(), { epoch: 'e2' }))).toEqual({ kind: 'gap' });
      expect(applyEvent(emptyBoard, makeEvent(1, makeTicket()))).toEqual({ kind: 'gap' });
    });

    it('keeps the newer version of a ticket', () => {
      const board: Board = { ...at(4), tickets: new Map([[1, makeTicket({ version: 7 })]]) };
      const outcome = applyEvent(board, makeEvent(5, makeTicket({ version: 6 })));
      expect(outcome.kind === 'applied' && outcome.board.tickets.get(1)?.version).toBe(7);
    });

    it('applies each event at most once and in order, however they arrive', () => {
      const arrivals = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 60 });
      fc.assert(
        fc.property(arrivals, (seqs) => {
          let board = at(0);
          const applied: number[] = [];
          for (const seq of seqs) {
            const outcome = applyEvent(board, makeEvent(seq, makeTicket({ ticket_id: seq })));
            if (outcome.kind !== 'applied') continue;
            board = outcome.board;
            applied.push(seq);
          }
          expect(applied).toEqual(applied.map((_, index) => index + 1));
          expect(board.tickets.size).toBe(applied.length);
        }),
      );
    });
  });
});

describe('apply reply', () => {
  const held: Board = {
    cursor: { epoch: 'e1', seq: 10 },
    tickets: new Map([[1, makeTicket({ version: 3 })]]),
  };

  function snapshot(head: number, epoch = 'e1'): Snapshot {
    return { tipo: 'instantanea', epoch, head, tickets: [makeTicket({ ticket_id: 2 })] };
  }
  function delta(desde: number, seqs: number[], head = seqs.at(-1) ?? desde): Delta {
    const eventos = seqs.map((seq) => makeEvent(seq, makeTicket({ ticket_id: seq })));
    return { tipo: 'delta', epoch: 'e1', desde, head, eventos };
  }

  describe('a snapshot', () => {
    it('replaces everything when it is not behind, and in any new epoch', () => {
      for (const reply of [snapshot(10), snapshot(3, 'e2')]) {
        const outcome = applyReply(held, reply, {});
        expect(outcome.kind === 'applied' && [...outcome.board.tickets.keys()]).toEqual([2]);
      }
      expect(applyReply(emptyBoard, snapshot(0), {}).kind).toBe('applied');
    });

    it('is not applied when it is older than the board', () => {
      expect(applyReply(held, snapshot(9), {})).toEqual({ kind: 'behind' });
      expect(applyReply(held, snapshot(9), { epoch: 'e1', seq: 8 })).toEqual({ kind: 'behind' });
    });

    it('is applied with an older head if the request had exactly the cursor of the board', () => {
      // Only a restored backup that kept its epoch answers like this.
      const outcome = applyReply(held, snapshot(6), { epoch: 'e1', seq: 10 });
      expect(outcome).toMatchObject({ kind: 'applied', board: { cursor: { epoch: 'e1', seq: 6 } } });
    });
  });

  describe('a delta', () => {
    it('adds what is missing and skips what is there', () => {
      const outcome = applyReply(held, delta(8, [9, 10, 11, 12]), {});
      expect(outcome).toMatchObject({ kind: 'applied', board: { cursor: { seq: 12 } } });
      expect(outcome.kind === 'applied' && [...outcome.board.tickets.keys()]).toEqual([1, 11, 12]);
    });

    it('is refused as a whole when it leaves a gap', () => {
      expect(applyReply(held, delta(11, [12]), {})).toEqual({ kind: 'broken' });
      expect(applyReply(held, delta(10, [11, 13]), {})).toEqual({ kind: 'broken' });
      expect(applyReply(emptyBoard, delta(0, [1]), {})).toEqual({ kind: 'broken' });
    });

    it('removes a ticket that left the view of this subscriber', () => {
      const left = {
        evento: 'ticket_retirado',
        epoch: 'e1',
        seq: 11,
        prev: 10,
        en: '2026-07-30T12:00:00.000Z',
      } as const;
      const outcome = applyReply(
        held,
        { ...delta(10, []), head: 11, eventos: [{ ...left, ticket_id: 1 }] },
        {},
      );
      expect(outcome).toEqual({
        kind: 'applied',
        board: { cursor: { epoch: 'e1', seq: 11 }, tickets: new Map() },
      });
    });

    it('changes nothing when it is empty', () => {
      expect(applyReply(held, delta(10, []), {})).toEqual({ kind: 'applied', board: held });
    });
  });
});
