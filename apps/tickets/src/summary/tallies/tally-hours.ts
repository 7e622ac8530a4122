import type { Summary } from '@relevo/contract';
import type { Range } from '../range.ts';
import type { Tally } from './tally.ts';

const hourMs = 60 * 60 * 1_000;

/** Orders by the hour in which they came in, counted from the start of the range. */
export function tallyHours({ from, to }: Range): Tally<Summary['por_hora']> {
  const hours = new Array<number>(Math.ceil((to - from) / hourMs)).fill(0);
  return {
    add({ createdAt }) {
      const hour = Math.floor((createdAt - from) / hourMs);
      hours[hour] = (hours[hour] ?? 0) + 1;
    },
    result: () =>
      hours.map((pedidos, hour) => ({ desde: new Date(from + hour * hourMs).toISOString(), pedidos })),
  };
}
