import { type Action, type State, states, type Wish } from '@relevo/contract';
import fc from 'fast-check';
import { expect } from 'vitest';
import { noFaults } from './faulty-wire.ts';
import type { TestBoard } from './start-board.ts';

const wishFor: { [A in Action]: Wish<A> | null } = {
  avanzar: { accion: 'avanzar' },
  priorizar: { accion: 'priorizar', prioridad: 'alta' },
  anotar: { accion: 'anotar', indicaciones: 'Sin sal' },
  posponer: { accion: 'posponer', motivo: 'No atendió nadie' },
  devolver: { accion: 'devolver', motivo: 'No atendió nadie' },
  cancelar: { accion: 'cancelar', motivo: 'Se arrepintió' },
  asignar: { accion: 'asignar', repartidor_id: 7 },
  reconocer: { accion: 'reconocer' },
  mover: { accion: 'mover', estado: 'en-preparacion' },
  // Of an unsent move nothing is left to check.
  deshacer: null,
  // The tickets of these tests have no products.
  marcar_item: null,
};
const wishes: Wish[] = Object.values(wishFor).filter((wish) => wish !== null);

export const maxDelayMs = 3_000;

// Not fc.double: nearly all of its numbers are close to 0.
const chance = fc.integer({ min: 0, max: 60 }).map((percent) => percent / 100);
const ms = (min: number, max: number) => fc.integer({ min, max });
const step = <D extends string, A extends object>(name: D, fields: { [K in keyof A]: fc.Arbitrary<A[K]> }) =>
  fc.record(fields).map((values): { do: D } & A => ({ ...(values as A), do: name }));

export const calm = fc.oneof(
  { weight: 6, arbitrary: step('change', { n: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 6, arbitrary: step('wait', { ms: ms(1, 7_000) }) },
  { weight: 1, arbitrary: step('wake', {}) },
);
export const losses = step('faults', {
  faults: fc.record({ drop: chance, double: chance, delay: chance, maxDelayMs: fc.constant(maxDelayMs) }),
});
export const frames = fc.oneof(
  losses,
  // More events than a delta carries, with one live event at the end: a snapshot answers the gap.
  step('jump', { n: fc.integer({ min: 300, max: 320 }) }),
  step('overtake', { ms: ms(50, 1_000) }),
);
export const breaks = fc.oneof(
  step('cut', {}),
  step('kill', { ms: ms(0, 9_000) }),
  step('backlog', { n: fc.integer({ min: 290, max: 320 }) }),
);
export const dark = step('dark', { ms: ms(1, 30_000) });
export const restore = fc.oneof(step('backup', {}), step('restore', { ms: ms(0, 3_000) }));
/** Moves tickets from one driver to another. */
export const handing = step('hand', { to: fc.constantFrom(7, 8, null), n: fc.integer({ min: 1, max: 4 }) });
/** A person's action on the board; `times` is how often they click. */
export const working = fc.oneof(
  step('work', { what: fc.nat({ max: wishes.length - 1 }), times: fc.integer({ min: 1, max: 3 }) }),
  step('row', { length: fc.integer({ min: 2, max: 4 }) }),
);
export const reloading = step('reload', {});
/** Longer than a command lives. */
export const outage = step('kill', { ms: ms(9 * 60_000, 12 * 60_000) });

type Arbitrary<A> = A extends fc.Arbitrary<infer T> ? T : never;
export type Step = Arbitrary<
  | typeof calm
  | typeof frames
  | typeof breaks
  | typeof dark
  | typeof restore
  | typeof handing
  | typeof working
  | typeof reloading
>;

/** Plays one step. */
export function play(test: TestBoard, step: Step): void {
  const act = acts[step.do] as (test: TestBoard, step: Step) => void;
  act(test, step);
}

type Acts = { [D in Step['do']]: (test: TestBoard, step: Extract<Step, { do: D }>) => void };

const acts: Acts = {
  wait: ({ clock }, { ms }) => clock.advance(ms),
  wake: ({ board }) => board.wake(),
  faults: ({ wire }, { faults }) => wire.faults(faults),
  cut: ({ wire }) => wire.cut(),
  backup: ({ server }) => server.backup(),
  reload: (test) => test.reload(),
  change({ random, server, wire }, { n }) {
    times(n, () => {
      const estado = pick(states, random);
      wire.publish(random() < 0.4 ? server.create() : server.change(random(), { estado }));
    });
  },
  hand({ random, server, wire }, { to, n }) {
    const repartidor = to === null ? null : { id: to, nombre: 'Reparte' };
    times(n, () => wire.publish(server.change(random(), { repartidor })));
  },
  work: (test, { what, times }) => work(test, what, times),
  row(test, { length }) {
    const row: string[] = [];
    times(length, (n) => row.push(...work(test, n % 2 === 0 ? 1 : 2, 1, 0)));
    test.rows.push(row);
  },
  backlog({ random, server, wire }, { n }) {
    times(n, () => server.change(random(), { reconocido: true }));
    wire.cut();
  },
  jump({ random, server, wire }, { n }) {
    times(n, () => server.change(random(), { reconocido: true }));
    wire.publish(server.create());
  },
  // The snapshot arrives twice, the second time after newer events.
  overtake(test, { ms }) {
    test.wire.faults({ ...noFaults, double: 1, delay: 0.5, maxDelayMs });
    acts.jump(test, { do: 'jump', n: 301 });
    test.clock.advance(ms);
    acts.change(test, { do: 'change', n: 5 });
  },
  dark({ clock, wire }, { ms }) {
    wire.halfOpen(true);
    clock.advance(ms);
    wire.halfOpen(false);
  },
  kill({ clock, wire }, { ms }) {
    wire.serverUp(false);
    clock.advance(ms);
    wire.serverUp(true);
  },
  restore({ clock, server, wire }, { ms }) {
    wire.serverUp(false);
    clock.advance(ms);
    server.restore(true);
    wire.serverUp(true);
  },
};

/** @returns the ids of the commands that were made */
function work(test: TestBoard, what: number, clicks: number, at = test.random()): string[] {
  const shown = [...test.board.shown.value.values()];
  const seen = shown[Math.floor(at * shown.length)];
  const wish = wishes[what];
  // The page offers no move that the ticket's state does not allow.
  if (!seen || !wish || (wish.accion === 'mover' && seen.estado !== 'pendiente')) return [];
  const made: string[] = [];
  times(clicks, () => {
    const id = test.board.send(seen, wish);
    if (id) made.push(id);
  });
  test.made.push(...made);
  expect(made.length, 'several clicks, several commands').toBeLessThanOrEqual(1);
  return made;
}

function pick(from: readonly State[], random: () => number): State {
  return from[Math.floor(random() * from.length)] ?? 'pendiente';
}

function times(n: number, run: (n: number) => void): void {
  for (let count = 0; count < n; count++) run(count);
}

/** Ends every fault. */
export function heal({ wire }: TestBoard): void {
  wire.faults(noFaults);
}
