import { makeTicket } from '@relevo/testkit/tickets';
import { expect, it } from 'vitest';
import { keepRows, type RowLook } from './keep-rows.ts';

const look = (ticket_id: number, more: Partial<RowLook> = {}): RowLook => ({
  ...{ ticket: makeTicket({ ticket_id }), hidden: false, marked: false },
  ...more,
});

function watched() {
  const made: number[] = [];
  const rows = keepRows(({ ticket: { ticket_id } }) => {
    made.push(ticket_id);
    return { ticket_id };
  });
  return { rows, made };
}

it('makes only the changed rows again', () => {
  const { rows, made } = watched();
  const [one, two, three, four] = [look(1), look(2), look(3), look(4)];
  const before = rows([one, two, three, four]);
  made.length = 0;
  const changed = { ...two, ticket: { ...two.ticket, version: 2 } };
  const after = rows([one, changed, { ...three, hidden: true }, { ...four, marked: true }]);
  expect(made).toEqual([2, 3, 4]);
  expect(after[0]).toBe(before[0]);
});

it('keeps rows that moved, in their new order, and forgets those that left', () => {
  const { rows, made } = watched();
  const [one, two] = [look(1), look(2)];
  const [first, second] = rows([one, two]);
  expect(rows([two, one])).toEqual([second, first]);
  rows([one]);
  made.length = 0;
  rows([one, two]);
  expect(made).toEqual([2]);
});
