import { makeEvent, makeTicket } from '@relevo/testkit/tickets';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvent } from './apply-event.ts';
import { type Board, emptyBoard } from './board.ts';

const at = (seq: number): Board => ({ cursor: { epoch: 'e1', seq }, tickets: new Map() });

describe('applyEvent', () => {
  it('puts the ticket on the board and moves the cursor with it', () => {
    const outcome = applyEvent(at(4), makeEvent(5, makeTicket({ ticket_id: 9 })));
    expect(outcome).toMatchObject({ kind: 'applied', board: { cursor: { seq: 5 } } });
    expect(outcome.kind === 'applied' && outcome.board.tickets.has(9)).toBe(true);
  });

  it('passes over what is on the board already', () => {
    expect(applyEvent(at(5), makeEvent(5, makeTicket()))).toEqual({ kind: 'old' });
  });

  it('sees a gap where an event before it is missing, and where the log is another', () => {
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
