import { expect, it } from 'vitest';
import { logAttempt } from './attempt.ts';
import type { NextAttempt, Outcome } from './retry-policy.ts';

const rejected = { kind: 'rejected', status: 404, detail: 'no hay tal pedido' } as const;
const gaveUp = { kind: 'rejected', reason: 'sin entregar en 72 horas' } as const;
const retry = { kind: 'retry', detail: 'respondió 503', targetDown: true } as const;

it.each<[level: string, outcome: Outcome, next: NextAttempt]>([
  ['info', { kind: 'delivered', status: 201 }, { kind: 'delivered' }],
  ['warn', retry, { kind: 'again', at: 5_000 }],
  ['error', retry, gaveUp],
  ['error', rejected, { kind: 'rejected', reason: rejected.detail }],
  ['error', { ...rejected, expected: false }, { kind: 'rejected', reason: rejected.detail }],
  ['debug', { ...rejected, expected: true }, { kind: 'rejected', reason: rejected.detail }],
])('says at %s: %o', (level, outcome, next) => {
  const told: string[] = [];
  const write = (name: string) => () => void told.push(name);
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const message = { id: 1, target: 't', key: 'k', payload: '', trace: {} };
  const delivery = { ...message, attempts: 0, step: 0, scheduleStartedAt: 0, createdAt: 0 };
  logAttempt(log, delivery, {
    deliveryId: 1,
    owner: 'a',
    scheduleStartedAt: 0,
    startedAt: 0,
    durationMs: 1,
    outcome,
    next,
  });
  expect(told).toEqual([level]);
});
