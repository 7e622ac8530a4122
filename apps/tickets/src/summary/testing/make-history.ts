import type { State, Ticket } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import type { OrderHistory, StateChange } from '../order-history.ts';

export const start = Date.UTC(2026, 10, 25, 3);
export const minuteMs = 60_000;

type Step = [atMin: number, accion: 'avanzar' | 'mover' | 'cancelar' | 'deshacer', to: State];

let made = 0;

/** An order that came in `atMin` minutes after the start of the day, and what was then done to it. */
export function aHistory(atMin: number, steps: Step[] = [], more: Partial<Ticket> = {}): OrderHistory {
  made += 1;
  const createdAt = start + atMin * minuteMs;
  const changes: StateChange[] = [
    { accion: 'crear', to: more.estado ?? 'pendiente', at: createdAt, motivo: null },
    ...steps.map(([at, accion, to]) => ({
      accion,
      to,
      at: start + at * minuteMs,
      motivo: accion === 'cancelar' ? 'Se arrepintió' : null,
    })),
  ];
  const cameIn = new Date(createdAt).toISOString();
  const ticket = makeTicket({
    ticket_id: made,
    productos: [],
    total: 10.1,
    reconocido: true,
    version: changes.length,
    fecha_creacion: cameIn,
    actualizado_en: cameIn,
    ...more,
    estado: changes.at(-1)?.to ?? 'pendiente',
  });
  return { ticket, createdAt, changes };
}

/** Taken, cooked, driven and delivered at these minutes of the day. */
export function delivered(at: [number, number, number, number], more: Partial<Ticket> = {}): OrderHistory {
  const [came, taken, left, there] = at;
  return aHistory(
    came,
    [
      [taken, 'avanzar', 'en-preparacion'],
      [left, 'avanzar', 'en-camino'],
      [there, 'avanzar', 'entregado'],
    ],
    more,
  );
}
