import type { Command, Ticket, Wish } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import type { QueuedCommand } from './queued-command.ts';
import { showPending } from './show-pending.ts';

const driver = { id: 7, nombre: 'Diego' };

function queued(version: number, wish: Wish, state: QueuedCommand['state'] = 'sent'): QueuedCommand {
  const command = { ...wish, cmd_id: `cmd-${version}`, version } as Command;
  const of = { ticketId: 1, numero: 'PED-1', estado: 'pendiente' as const };
  return { ...of, command, driver, personId: 1, madeAt: 0, state };
}

function show(ticket: Partial<Ticket>, queue: QueuedCommand[], live = true) {
  return showPending(new Map([[1, makeTicket(ticket)]]), queue, live).get(1);
}

describe('a ticket with pending commands', () => {
  it('is shown with all of them applied in order, and gives the version for the next command', () => {
    const queue = [
      queued(4, { accion: 'avanzar' }),
      queued(5, { accion: 'asignar', repartidor_id: 7 }),
      queued(6, { accion: 'avanzar' }),
      queued(7, { accion: 'marcar_item', indice: 0, hecho: true }),
    ];
    expect(show({ version: 4 }, queue)).toMatchObject({
      estado: 'en-camino',
      repartidor: driver,
      reconocido: true,
      productos: [{ nombre: 'Arroz 1kg', hecho: true }],
      version: 4,
      pending: { version: 8, mark: 'saving' },
    });
  });

  it('stays cancelled when a colleague cancelled it at the very version that a move is based on', () => {
    const cancelled = { version: 5, estado: 'cancelado' as const };
    for (const work of [{ accion: 'avanzar' }, { accion: 'mover', estado: 'en-preparacion' }] as const) {
      expect(show(cancelled, [queued(5, work)])?.estado).toBe('cancelado');
    }
  });

  it('is not changed twice when the event arrives before the answer', () => {
    const shown = show({ version: 5, estado: 'en-preparacion' }, [queued(4, { accion: 'avanzar' })]);
    expect(shown).toMatchObject({ estado: 'en-preparacion', pending: { version: 5 } });
  });

  it('that a colleague has cancelled stays cancelled', () => {
    const queue = [
      queued(4, { accion: 'mover', estado: 'en-preparacion' }),
      queued(5, { accion: 'priorizar', prioridad: 'alta' }),
    ];
    expect(show({ version: 6, estado: 'cancelado' }, queue)).toMatchObject({ estado: 'cancelado' });
  });

  it('goes back to where it came from when the move before is undone', () => {
    const queue = [queued(1, { accion: 'avanzar' }), queued(2, { accion: 'deshacer' })];
    expect(show({}, queue)).toMatchObject({ estado: 'pendiente', pending: { version: 3 } });
  });

  it('says that a command was not sent without a connection, or without an answer for too long', () => {
    const wish: Wish = { accion: 'reconocer' };
    expect(show({}, [queued(1, wish)], false)?.pending?.mark).toBe('unsent');
    expect(show({}, [queued(1, wish, 'late')])?.pending?.mark).toBe('unsent');
  });

  it('leaves all other tickets as they are, and brings back none that has left', () => {
    const tickets = new Map([[2, makeTicket({ ticket_id: 2 })]]);
    expect(showPending(tickets, [], true)).toBe(tickets);
    const shown = showPending(tickets, [queued(1, { accion: 'avanzar' })], true);
    expect([...shown.keys()]).toEqual([2]);
    expect(shown.get(2)).toBe(tickets.get(2));
  });
});
