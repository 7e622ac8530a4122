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
  deliveredMs: [300, 100, 200, 12_000],
  saidBehindMs: 41_400,
  toldUnanswered: { 'no answer (ECONNRESET)': 3, '503 servicio-no-disponible': 1 },
  vitals: {
    store: { memory: 210.4, descriptors: { before: 35, most: 238, after: 40 } },
    tickets: { memory: 190, descriptors: { before: 41, most: 79, after: 61 } },
  },
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
    'contents differ': [],
    'answer differs': [],
    'history differs': [],
    'event differs': [],
    'log broken': [],
    'behind and called live': [],
    'heard after revoked': [],
    'slow board misled': [],
  },
  counts: { attempted: 25, acknowledged: 20, tickets: 22, recovered: 2, changes: 3 },
};

/** The run with other figures of the store. */
function withVitals({ memory = 210, after = 40 }): Partial<ChaosRun> {
  return {
    vitals: { ...good.vitals, store: { memory, descriptors: { before: 35, most: 238, after } } },
  };
}

describe('the report of a run', () => {
  it('says that the promise held where nothing speaks against it', () => {
    expect(faultsOf(good)).toEqual([]);
    const text = chaosReport(good);
    expect(text).toContain('seed 7');
    expect(text).toContain('20 acknowledged, 2 recovered');
    expect(text).toContain('the promise held');
  });

  it('says what nobody is judged by', () => {
    const text = chaosReport(good);
    expect(text).toContain('never learnt more: no answer (ECONNRESET): 3, 503 servicio-no-disponible: 1');
    expect(text).toContain('waited in the store: median 200 ms, 95 % 12000 ms, most 12000 ms');
    expect(text).toContain('store 210 MiB at most, 35, 238, 40 descriptors before, at most, after');
    expect(text).toContain('said so for 41 s');
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
    ['memory of store: 513 MiB, over 512', withVitals({ memory: 513 })],
    ['descriptors of store: 35 before, 292 after', withVitals({ after: 292 })],
    ['half of the orders waited over 40000 ms in the store: 40001 ms', { deliveredMs: [1, 40_001, 50_000] }],
    ['never happened: a board that was behind and said so', { saidBehindMs: 0 }],
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
