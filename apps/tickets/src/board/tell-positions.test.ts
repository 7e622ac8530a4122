import type { Position, Role } from '@relevo/contract';
import { expect, it, vi } from 'vitest';
import { createTellPositions } from './tell-positions.ts';
import { type View, viewName } from './view.ts';

function board(id: string, rol: Role, personId = 1) {
  return { id, data: { person: { id: personId, rol } } };
}

const time = Date.UTC(2026, 10, 22, 12);
const at = ({ driverId }: View): Position => ({
  ...{
    epoch: 'e',
    head: driverId ?? 0,
    ahora: new Date(time).toISOString(),
    ultima_entrada: null,
    huella: '',
  },
});

const rosa = board('rosa', 'repartidor', 3);
const rosasPhone = board('phone', 'repartidor', 3);
const juan = board('juan', 'repartidor', 4);
const [kitchen, till] = [board('kitchen', 'operador'), board('till', 'admin', 2)];

it('looks once for all that see the same, and tells each its own', async () => {
  const position = vi.fn(async (view: View) => at(view));
  const send = vi.fn();
  createTellPositions({ position, send, log: { error: vi.fn() } })()([kitchen, rosa, till, juan, rosasPhone]);
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(3));
  expect(position.mock.calls.map(([view]) => viewName(view))).toEqual([
    'todos',
    'repartidor:3',
    'repartidor:4',
  ]);
  expect(send.mock.calls).toEqual([
    [['kitchen', 'till'], at({ driverId: null })],
    [['rosa', 'phone'], at({ driverId: 3 })],
    [['juan'], at({ driverId: 4 })],
  ]);
});

it('logs that the log cannot be read, and tells the others', async () => {
  const position = async (view: View) => {
    if (view.driverId === 3) throw new Error('the disk is gone');
    return at(view);
  };
  const [send, error] = [vi.fn(), vi.fn()];
  const tell = createTellPositions({ position, send, log: { error } })();
  tell([rosa, kitchen]);
  tell([rosasPhone]);
  await vi.waitFor(() => expect(error).toHaveBeenCalledOnce());
  expect(send.mock.calls).toEqual([[['kitchen'], at({ driverId: null })]]);
});

it('tells in each call of a round where the log stands then, never less than a board has seen', async () => {
  let head = 100;
  const position = async (view: View) => ({ ...at(view), head });
  const send = vi.fn();
  const tell = createTellPositions({ position, send, log: { error: vi.fn() } })();
  tell([kitchen]);
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(1));
  head = 101;
  tell([till]);
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(2));
  expect(send.mock.calls.map(([ids, { head }]) => [ids, head])).toEqual([
    [['kitchen'], 100],
    [['till'], 101],
  ]);
});
