import type { Wish } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import {
  firstOfEach,
  followersOf,
  type QueuedCommand,
  queueCommand,
  type ShownTicket,
} from './queued-command.ts';

let ids = 0;
const made = () => ({ cmdId: `cmd-${++ids}`, personId: 1, madeAt: 0 });
const advance: Wish = { accion: 'avanzar' };

function add(queue: QueuedCommand[], seen: ShownTicket, wish: Wish): QueuedCommand {
  const queueing = queueCommand(queue, seen, wish, made());
  if (queueing.kind !== 'queued') throw new Error(`not queued: ${queueing.kind}`);
  queue.push(queueing.added);
  return queueing.added;
}

describe('a wish', () => {
  it('becomes a command that is based on the version that the person saw', () => {
    const { command, ticketId, estado, state } = add([], makeTicket({ ticket_id: 4, version: 7 }), advance);
    expect(command).toMatchObject({ accion: 'avanzar', version: 7 });
    expect({ ticketId, estado, state }).toEqual({ ticketId: 4, estado: 'pendiente', state: 'waiting' });
  });

  it('is based on the command before it on the same ticket, and on no other ticket', () => {
    const queue: QueuedCommand[] = [];
    const seen = makeTicket({ version: 7 });
    add(queue, seen, advance);
    expect(add(queue, seen, { accion: 'priorizar', prioridad: 'alta' }).command.version).toBe(8);
    expect(add(queue, makeTicket({ ticket_id: 2, version: 3 }), advance).command.version).toBe(3);
  });

  it('is one command however often somebody clicks on the same card', () => {
    const queue: QueuedCommand[] = [];
    const seen = makeTicket({ version: 7 });
    add(queue, seen, advance);
    expect(queueCommand(queue, seen, advance, made())).toEqual({ kind: 'duplicate' });
    const tick = (indice: number): Wish => ({ accion: 'marcar_item', indice, hecho: true });
    add(queue, seen, tick(0));
    expect(queueCommand(queue, seen, tick(0), made())).toEqual({ kind: 'duplicate' });
    expect(queueCommand(queue, seen, tick(1), made()).kind).toBe('queued');
  });

  it('is a second command on a card that already shows the first', () => {
    const queue: QueuedCommand[] = [];
    add(queue, makeTicket({ version: 7 }), advance);
    const shown: ShownTicket = { ...makeTicket({ version: 7 }), pending: { version: 8, mark: 'saving' } };
    expect(add(queue, shown, advance).command.version).toBe(8);
  });

  it('to undo a move that was never sent removes the move', () => {
    const queue: QueuedCommand[] = [];
    const move = add(queue, makeTicket(), advance);
    expect(queueCommand(queue, makeTicket(), { accion: 'deshacer' }, made())).toEqual({
      kind: 'withdrawn',
      removed: move,
    });
    queue[0] = { ...move, state: 'late' };
    expect(queueCommand(queue, makeTicket(), { accion: 'deshacer' }, made())).toMatchObject({
      kind: 'queued',
      added: { command: { accion: 'deshacer', version: 2 } },
    });
  });
});

describe('the queue', () => {
  it('sends one command per ticket at a time, and drops those based on a refused one', () => {
    const queue: QueuedCommand[] = [];
    const first = add(queue, makeTicket({ ticket_id: 1 }), advance);
    const other = add(queue, makeTicket({ ticket_id: 2 }), advance);
    const second = add(queue, makeTicket({ ticket_id: 1 }), { accion: 'anotar', indicaciones: null });
    expect(firstOfEach(queue)).toEqual([first, other]);
    expect(followersOf(queue, first)).toEqual([second]);
    expect(followersOf(queue, other)).toEqual([]);
  });
});
