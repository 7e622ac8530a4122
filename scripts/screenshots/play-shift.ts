import type { Action } from '@relevo/contract';
import { type Client, memberOf } from '../../test/support/people.ts';
import type { settableClock } from '../../test/support/settable-clock.ts';
import { newTicket, ticketNow, work } from '../../test/support/work.ts';
import { closedOrders, drivers, openOrders, type ShiftOrder } from './shift.ts';

type Step = { atMs: number; run(): Promise<unknown> };

const minute = 60_000;

/**
 * Plays the shift on the service, every step at its time, and leaves the clock at its end.
 * @returns the drivers, signed in, by name
 */
export async function playShift(
  admin: Client,
  clock: ReturnType<typeof settableClock>,
  endMs: number,
): Promise<Map<string, Client>> {
  const people = new Map<string, Client>();
  for (const name of drivers) people.set(name, await memberOf(admin, 'repartidor', name));
  const steps = [...closedOrders, ...openOrders].flatMap((order) => stepsOf(order, admin.url, people, endMs));
  for (const { atMs, run } of steps.toSorted((a, b) => a.atMs - b.atMs)) {
    clock.forward(Math.max(0, atMs - clock.now()));
    await run();
  }
  // In the middle of a minute: no age is about to change while the pictures are taken.
  clock.forward(endMs + minute / 2 - clock.now());
  return people;
}

function stepsOf(order: ShiftOrder, url: string, people: Map<string, Client>, endMs: number): Step[] {
  const { numero, agoMin, estado, repartidor, hechos = 0 } = order;
  let ticketId = 0;
  const at = (share: number) => endMs - agoMin * minute + share * Math.min(agoMin, paceOf(numero)) * minute;
  const does = (share: number, ...commands: [Action, object?][]): Step => ({
    atMs: at(share),
    run: () => work(url, ticketId, ...commands),
  });
  const total = order.order.productos.reduce((sum, { cantidad, precio }) => sum + cantidad * precio, 0);
  const steps: Step[] = [
    {
      atMs: at(0),
      async run() {
        ticketId = await newTicket(url, { numero, indicaciones: null, total, ...absent, ...order.order });
      },
    },
  ];
  if (estado === 'nuevo') return steps;
  steps.push(does(0.03, ['reconocer']));
  if (estado === 'pendiente') return steps;
  if (estado === 'cancelado')
    return [...steps, does(0.4, ['cancelar', { motivo: 'El cliente se arrepintió' }])];
  steps.push(does(0.15, ['avanzar']));
  if (hechos > 0) steps.push({ atMs: at(0.5), run: () => tickOff(url, ticketId, hechos) });
  if (estado === 'en-preparacion') return steps;
  const person = people.get(repartidor ?? '')?.person;
  steps.push(does(0.55, ['asignar', { repartidor_id: person?.id ?? null }], ['avanzar']));
  return estado === 'en-camino' ? steps : [...steps, does(1, ['avanzar'])];
}

const absent = { cliente_direccion: null, cliente_telefono: null };

/** How many minutes an order takes from door to door: not all take the same. */
function paceOf(numero: string): number {
  const digits = Number.parseInt(numero.slice(-3), 10) || 7;
  return 22 + ((digits * 7) % 31);
}

async function tickOff(url: string, ticketId: number, count: number): Promise<void> {
  const { ticket } = await ticketNow(url, ticketId);
  const all: [Action, object?][] = ticket.productos.map((_, indice) => [
    'marcar_item',
    { indice, hecho: true },
  ]);
  await work(url, ticketId, ...all.slice(0, count));
}
