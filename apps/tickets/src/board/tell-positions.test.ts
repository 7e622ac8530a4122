import type { Position, Role } from '@relevo/contract';
import { expect, it, vi } from 'vitest';
import { createTellPositions } from './tell-positions.ts';
import { type View, viewName } from './view.ts';

function board(id: number, rol: Role) {
  return { data: { person: { id, rol } }, emit: vi.fn() };
}

const at = ({ driverId }: View): Position => ({
  ...{ epoch: 'e', head: driverId ?? 0, ahora: '2026-11-22T12:00:00.000Z', ultima_entrada: null, huella: '' },
});

it('looks once for all that see the same, and tells each its own', async () => {
  const position = vi.fn(async (view: View) => at(view));
  const tell = createTellPositions({ position, log: { error: vi.fn() } });
  const [kitchen, till, rosa, rosasPhone, juan] = [
    board(1, 'operador'),
    board(2, 'admin'),
    board(3, 'repartidor'),
    board(3, 'repartidor'),
    board(4, 'repartidor'),
  ] as const;
  tell([kitchen, rosa, till, juan, rosasPhone]);
  await vi.waitFor(() => expect(juan.emit).toHaveBeenCalled());
  expect(position.mock.calls.map(([view]) => viewName(view))).toEqual([
    'todos',
    'repartidor:3',
    'repartidor:4',
  ]);
  for (const [one, head] of [
    [kitchen, 0],
    [till, 0],
    [rosa, 3],
    [rosasPhone, 3],
    [juan, 4],
  ] as const)
    expect(one.emit.mock.calls).toEqual([['posicion', at({ driverId: head || null })]]);
});

it('logs that the log cannot be read, and tells the others', async () => {
  const position = async (view: View) => {
    if (view.driverId === 3) throw new Error('the disk is gone');
    return at(view);
  };
  const error = vi.fn();
  const tell = createTellPositions({ position, log: { error } });
  const [rosa, kitchen] = [board(3, 'repartidor'), board(1, 'operador')];
  tell([rosa, kitchen]);
  await vi.waitFor(() => expect(kitchen.emit).toHaveBeenCalledOnce());
  expect(error).toHaveBeenCalledOnce();
  expect(rosa.emit).not.toHaveBeenCalled();
});
