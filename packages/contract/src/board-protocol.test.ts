import { isOpen, openStates, states } from '@relevo/ticket-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boardFingerprint } from './board-protocol.ts';

const ticket = fc.record({
  ticket_id: fc.integer({ min: 1, max: 1_000_000 }),
  version: fc.integer({ min: 1, max: 1_000 }),
  estado: fc.constantFrom(...states),
});
const board = fc.uniqueArray(ticket, { selector: ({ ticket_id }) => ticket_id, maxLength: 50 });
const openTicket = fc.record({
  ticket_id: fc.integer({ min: 1_000_001, max: 2_000_000 }),
  version: fc.integer({ min: 1, max: 1_000 }),
  estado: fc.constantFrom(...openStates),
});

describe('boardFingerprint', () => {
  it('stays what it is: boards and servers of different releases compare it', () => {
    expect(boardFingerprint([])).toBe('0-0-0-0000000000000000');
    const one = { ticket_id: 1, version: 1, estado: 'pendiente' } as const;
    expect(boardFingerprint([one])).toBe('1-0-0-a1be2fbc7726cc5b');
  });

  it('does not depend on the order of the tickets', () => {
    const shuffled = board.chain((tickets) => {
      const all = { minLength: tickets.length, maxLength: tickets.length };
      return fc.tuple(fc.constant(tickets), fc.shuffledSubarray(tickets, all));
    });
    fc.assert(
      fc.property(shuffled, ([tickets, other]) => boardFingerprint(other) === boardFingerprint(tickets)),
    );
  });

  it('does not see delivered and cancelled tickets', () => {
    fc.assert(
      fc.property(board, (tickets) => {
        const open = tickets.filter(({ estado }) => isOpen(estado));
        return boardFingerprint(tickets) === boardFingerprint(open);
      }),
    );
  });

  it('changes with the version of any ticket', () => {
    const step = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(board, openTicket, step, (tickets, one, ahead) => {
        const newer = { ...one, version: one.version + ahead };
        return boardFingerprint([...tickets, one]) !== boardFingerprint([...tickets, newer]);
      }),
    );
  });

  it('changes with the state of any ticket', () => {
    fc.assert(
      fc.property(board, openTicket, fc.constantFrom(...states), (tickets, one, estado) => {
        fc.pre(estado !== one.estado);
        return boardFingerprint([...tickets, one]) !== boardFingerprint([...tickets, { ...one, estado }]);
      }),
    );
  });

  it('changes when a ticket is missing, or another stands in its place', () => {
    fc.assert(
      fc.property(board, openTicket, openTicket, (tickets, one, other) => {
        fc.pre(one.ticket_id !== other.ticket_id);
        const prints = [tickets, [...tickets, one], [...tickets, { ...one, ticket_id: other.ticket_id }]];
        return new Set(prints.map(boardFingerprint)).size === 3;
      }),
    );
  });

  it('counts by open state in front of the hash', () => {
    const tickets = states.flatMap((estado, index) => [
      { ticket_id: index * 2 + 1, version: 1, estado },
      { ticket_id: index * 2 + 2, version: 1, estado },
    ]);
    expect(boardFingerprint(tickets)).toMatch(/^2-2-2-[0-9a-f]{16}$/);
  });
});
