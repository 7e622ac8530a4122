import { randomInt } from 'node:crypto';

// Without 0/O and 1/I: people read these numbers to each other over the telephone.
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A number for an order that came without one: `PED-YYYYMMDD-XXXXXXXX`, the day in UTC. `now` in epoch ms. */
export function makeNumber(now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  const tail = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
  return `PED-${day}-${tail}`;
}
