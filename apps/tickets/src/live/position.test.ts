import { boardFingerprint, type Position, type Role, type State, type StoreState } from '@relevo/contract';
import { describe, expect, it, vi } from 'vitest';
import { type View, viewName } from '../event-log/view.ts';
import { createPosition, createPositionSender } from './position.ts';

describe('position', () => {
  type Open = { ticket_id: number; version: number; estado: State };

  function boardWith(first: Open[]) {
    const state = { epoch: 'e', head: first.length, lastIntakeAt: null as number | null };
    const board = { state, tickets: first, fingerprinted: 0 };
    const eventLog = {
      logState: async () => ({ ...state }),
      async openTickets() {
        board.fingerprinted += 1;
        return { ...state, tickets: board.tickets };
      },
    };
    return { board, eventLog };
  }

  const open: Open = { ticket_id: 1, version: 1, estado: 'pendiente' };

  it('holds the head of the log, the time, the last intake and the fingerprint of the board', async () => {
    const { board, eventLog } = boardWith([open]);
    const position = createPosition(eventLog, () => Date.UTC(2026, 10, 22, 12));
    const common = {
      epoch: 'e',
      head: 1,
      ahora: '2026-11-22T12:00:00.000Z',
      huella: boardFingerprint([open]),
      tiendas: [],
    };
    expect(await position()).toEqual({ ...common, ultima_entrada: null });
    board.state.lastIntakeAt = Date.UTC(2026, 10, 22, 11, 59);
    expect(await position()).toEqual({ ...common, ultima_entrada: '2026-11-22T11:59:00.000Z' });
  });

  it('names the stores as they are at that moment, to everybody but drivers', async () => {
    const { eventLog } = boardWith([open]);
    const store = {
      tienda: 'tienda',
      estado: 'callada',
      oida_en: '',
      pendientes: 0,
      mas_viejo_en: null,
    } as const;
    const stores: StoreState[] = [];
    const position = createPosition(
      eventLog,
      () => 0,
      () => [...stores],
    );
    expect((await position()).tiendas).toEqual([]);
    stores.push(store);
    expect((await position()).tiendas).toEqual([store]);
    expect(await position({ driverId: 3 })).not.toHaveProperty('tiendas');
  });

  it('computes the fingerprint once per head', async () => {
    const { board, eventLog } = boardWith([open]);
    const position = createPosition(eventLog, () => 0);
    const before = await position();
    await Promise.all([position(), position()]);
    expect(board.fingerprinted).toBe(1);
    board.tickets = [{ ...open, version: 2 }];
    board.state.head = 2;
    const after = await position();
    expect(after.huella).toBe(boardFingerprint(board.tickets));
    expect(after.huella).not.toBe(before.huella);
  });

  it('computes it anew for another epoch, though the head is the same', async () => {
    const { board, eventLog } = boardWith([open]);
    const position = createPosition(eventLog, () => 0);
    await position();
    board.state.epoch = 'otra';
    board.tickets = [];
    expect(await position()).toMatchObject({ epoch: 'otra', huella: boardFingerprint([]) });
  });

  it('reads again after a failed read', async () => {
    const { board, eventLog } = boardWith([open]);
    const fails = vi.spyOn(eventLog, 'openTickets').mockRejectedValueOnce(new Error('the disk is gone'));
    const position = createPosition(eventLog, () => 0);
    await expect(position()).rejects.toThrow('the disk is gone');
    expect(await position()).toMatchObject({ head: 1, huella: boardFingerprint(board.tickets) });
    expect(fails).toHaveBeenCalledTimes(2);
  });
});

describe('the sender of positions', () => {
  function board(id: string, rol: Role, personId = 1) {
    return { id, data: { person: { id: personId, rol } } };
  }

  const time = Date.UTC(2026, 10, 22, 12);
  const at = ({ driverId }: View): Position => ({
    epoch: 'e',
    head: driverId ?? 0,
    ahora: new Date(time).toISOString(),
    ultima_entrada: null,
    huella: '',
  });

  const rosa = board('rosa', 'repartidor', 3);
  const rosasPhone = board('phone', 'repartidor', 3);
  const juan = board('juan', 'repartidor', 4);
  const [kitchen, till] = [board('kitchen', 'operador'), board('till', 'admin', 2)];

  it('reads once for all boards of a view, and sends each view its own position', async () => {
    const position = vi.fn(async (view: View) => at(view));
    const send = vi.fn();
    createPositionSender({ position, send, log: { error: vi.fn() } })()([
      kitchen,
      rosa,
      till,
      juan,
      rosasPhone,
    ]);
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(3));
    expect(position.mock.calls.map(([view]) => viewName(view))).toEqual([
      'everything',
      'driver:3',
      'driver:4',
    ]);
    expect(send.mock.calls).toEqual([
      [['kitchen', 'till'], at({ driverId: null })],
      [['rosa', 'phone'], at({ driverId: 3 })],
      [['juan'], at({ driverId: 4 })],
    ]);
  });

  it('logs a failed read, and still serves the other views', async () => {
    const position = async (view: View) => {
      if (view.driverId === 3) throw new Error('the disk is gone');
      return at(view);
    };
    const [send, error] = [vi.fn(), vi.fn()];
    const sendTo = createPositionSender({ position, send, log: { error } })();
    sendTo([rosa, kitchen]);
    sendTo([rosasPhone]);
    await vi.waitFor(() => expect(error).toHaveBeenCalledOnce());
    expect(send.mock.calls).toEqual([[['kitchen'], at({ driverId: null })]]);
  });

  it('sends in each call of a round the position at that moment, never less than a board has seen', async () => {
    let head = 100;
    const position = async (view: View) => ({ ...at(view), head });
    const send = vi.fn();
    const sendTo = createPositionSender({ position, send, log: { error: vi.fn() } })();
    sendTo([kitchen]);
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(1));
    head = 101;
    sendTo([till]);
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(2));
    expect(send.mock.calls.map(([ids, { head }]) => [ids, head])).toEqual([
      [['kitchen'], 100],
      [['till'], 101],
    ]);
  });
});
