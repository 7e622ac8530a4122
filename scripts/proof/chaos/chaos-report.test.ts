import { describe, expect, it } from 'vitest';
import { chaosReport, faultsOf } from './chaos-report.ts';
import { everyKind } from './fault-plan.ts';
import type { ChaosRun } from './run-chaos.ts';

const once = Object.fromEntries(everyKind.map((kind) => [kind, 1]));
const attempts = { 'entregada 201': 20, 'reintento 401': 2 };
const good: ChaosRun = {
  seed: 7,
  seconds: 60,
  requests: 30,
  commands: 4,
  boardsMs: [20, 1_999, 40],
  drainedMs: 900,
  attempts,
  applied: { counts: once, badExits: [], namedMs: [16_400] },
  struck: once,
  findings: {
    lost: [],
    unexpected: [],
    duplicated: [],
    refused: [],
    unanswered: [],
    undelivered: [],
    'board differs': [],
    'shown as new twice': [],
    'never shown as new': [],
    'store differs': [],
    'shops mixed up': [],
    'history differs': [],
    'log broken': [],
  },
  counts: { attempted: 25, acknowledged: 20, tickets: 22, recovered: 2, changes: 3 },
};

describe('the report of a run', () => {
  it('says that the promise held where nothing speaks against it', () => {
    expect(faultsOf(good)).toEqual([]);
    const text = chaosReport(good);
    expect(text).toContain('seed 7');
    expect(text).toContain('20 acknowledged, 2 recovered');
    expect(text).toContain('the promise held');
  });

  it.each([
    ['lost: 2 (a; b)', { findings: { ...good.findings, lost: ['a', 'b'] } }],
    ['a board was not right 2000 ms after healing: 2001 ms', { boardsMs: [20, 2_001, 40] }],
    ['not everything was delivered in time', { drainedMs: Number.POSITIVE_INFINITY }],
    [
      'no board named a silent store within 20000 ms',
      { applied: { counts: once, badExits: [], namedMs: [16_000, Number.POSITIVE_INFINITY] } },
    ],
    ['store ended with 1', { applied: { counts: once, badExits: ['store ended with 1'], namedMs: [] } }],
    [
      'never happened: kill-store',
      { applied: { counts: { ...once, 'kill-store': 0 }, badExits: [], namedMs: [] } },
    ],
    ['never happened: line: html', { struck: { ...once, 'line: html': 0 } }],
    ['never happened: rotate-key', { attempts: { 'entregada 201': 20 } }],
    ['never happened: line: refuse', { struck: { ...once, 'line: refuse': 0 } }],
  ])('says: %s', (fault, change) => {
    const run = { ...good, ...change };
    expect(faultsOf(run)).toEqual([fault]);
    expect(chaosReport(run)).toContain(`FAULT ${fault}`);
  });

  it('asks a short run for no kind that it had no room for', () => {
    expect(faultsOf({ ...good, seconds: 15, struck: {} })).toEqual([]);
  });
});
