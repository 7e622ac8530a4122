import type { Position, Role } from '@relevo/contract';
import { expect, it, vi } from 'vitest';
import { createTellPositions } from './tell-positions.ts';
import { type View, viewName } from './view.ts';

function board(id: string, rol: Role, personId = 1) {
  return { id, data: { person: { id: personId, rol } } };
}

let time = Date.UTC(2026, 10, 22, 12);
const now = () => time;
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
  createTellPositions({ position, send, now, log: { error: vi.fn() } })()([
    kitchen,
    rosa,
    till,
    juan,
    rosasPhone,
  ]);
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
  const tell = createTellPositions({ position, send, now, log: { error } })();
  tell([rosa, kitchen]);
  tell([rosasPhone]);
  await vi.waitFor(() => expect(error).toHaveBeenCalledOnce());
  expect(send.mock.calls).toEqual([[['kitchen'], at({ driverId: null })]]);
});

it('looks once in a round, and again in the next', async () => {
  const position = vi.fn(async (view: View) => at(view));
  const send = vi.fn();
  const round = createTellPositions({ position, send, now, log: { error: vi.fn() } });
  const tell = round();
  tell([kitchen]);
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(1));
  time += 400;
  tell([till]);
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(2));
  // The time is that of the sending: boards set their clocks by it.
  expect(send.mock.calls[1]).toEqual([['till'], at({ driverId: null })]);
  expect(position).toHaveBeenCalledTimes(1);
  round()([kitchen]);
  expect(position).toHaveBeenCalledTimes(2);
});
