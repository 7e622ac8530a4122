import { expect, it } from 'vitest';
import { planMigrations } from './plan-migrations.ts';

const one = { component: 'notes', number: 1, name: 'notes', checksum: 'a', sql: '' };
const two = { component: 'notes', number: 2, name: 'color', checksum: 'b', sql: '' };
const outbox = { component: 'outbox', number: 1, name: 'outbox', checksum: 'c', sql: '' };

it('runs everything on a new database, in order', () => {
  expect(planMigrations([one, two, outbox], [])).toEqual({ kind: 'run', pending: [one, two, outbox] });
});

it('runs only what a database has not had', () => {
  expect(planMigrations([one, two, outbox], [outbox, one])).toEqual({ kind: 'run', pending: [two] });
});

it('tells of a number or a component that this code does not know', () => {
  expect(planMigrations([one], [one, two])).toEqual({ kind: 'newer', unknown: two });
  expect(planMigrations([one], [one, outbox])).toEqual({ kind: 'newer', unknown: outbox });
});

it('tells of a migration that was edited after it had run', () => {
  expect(planMigrations([one], [{ ...one, checksum: 'z' }])).toMatchObject({ kind: 'changed' });
});
