/* Loaded into a service before its own code: its Date is off by the milliseconds in CLOCK_FILE. Monotonic clocks are right. */
import { readFileSync } from 'node:fs';

const { CLOCK_FILE = '' } = process.env;
const lookEveryMs = 50;
const RealDate = Date;
let offsetMs = 0;
let lookedAt = Number.NEGATIVE_INFINITY;

function now(): number {
  const at = performance.now();
  if (at - lookedAt > lookEveryMs) {
    lookedAt = at;
    try {
      offsetMs = Number(readFileSync(CLOCK_FILE, 'utf8'));
    } catch {
      // It is being written: the next look reads it.
    }
  }
  return RealDate.now() + offsetMs;
}

globalThis.Date = class extends RealDate {
  constructor(...given: unknown[]) {
    super(...((given.length > 0 ? given : [now()]) as [number]));
  }
  static override now = now;
} as DateConstructor;
