import { type Action, type Command, problemType, type Wish } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '../i18n/language.ts';
import type { Notice, Reason } from './command-queue.ts';
import { describeNotice } from './describe-notice.ts';
import type { QueuedCommand } from './queued-command.ts';

function queued(wish: Wish, driver: QueuedCommand['driver'] = null): QueuedCommand {
  const command = { ...wish, cmd_id: 'cmd-1', version: 1 } as Command;
  const of = { ticketId: 1, numero: 'PED-1', estado: 'en-preparacion' as const };
  return { ...of, command, driver, personId: 1, madeAt: 0, state: 'sent' };
}
function notice(reason: Reason, wish: Wish = { accion: 'avanzar' }, dropped = 0): Notice {
  return { ...reason, id: 1, queued: queued(wish), dropped: Array(dropped).fill(queued(wish)) };
}
const stale = (estado: 'en-camino' | 'cancelado' | 'en-preparacion', author: string | null = 'María') =>
  describeNotice(notice({ kind: 'stale', author, ticket: makeTicket({ estado }) }));

afterEach(() => speak('es'));

describe('a notice', () => {
  it('names the faster colleague and what they did', () => {
    expect(stale('en-camino')).toEqual({
      what: 'María ya lo pasó a En camino.',
      so: 'No se hizo lo tuyo: pasar a En camino.',
    });
    expect(stale('cancelado').what).toBe('María ya lo canceló.');
    expect(stale('en-preparacion').what).toBe('María lo cambió mientras tanto.');
    expect(stale('en-camino', null).what).toBe('Alguien ya lo pasó a En camino.');
  });

  it("gives the service's reason, and names the commands dropped with it", () => {
    const refused = notice(
      { kind: 'refused', type: problemType('prohibido'), detail: 'Tu rol no permite esta acción.' },
      undefined,
      1,
    );
    expect(describeNotice(refused)).toEqual({
      what: 'No se pudo pasar a En camino, ni lo que seguía.',
      so: 'Tu rol no permite esta acción.',
    });
    expect(describeNotice(notice({ kind: 'expired' }, { accion: 'cancelar', motivo: 'x' }, 2)).what).toBe(
      'No se pudo enviar en 10 minutos: cancelar, ni los 2 cambios que seguían.',
    );
  });

  it("is English on an English page, with the service's Spanish reason translated", () => {
    const refused = notice(
      { kind: 'refused', type: problemType('prohibido'), detail: 'Tu rol no permite esta acción.' },
      undefined,
      2,
    );
    speak('en');
    expect(stale('en-camino')).toEqual({
      what: 'María has moved it to On the way already.',
      so: 'Yours was not done: move to On the way.',
    });
    expect(describeNotice(refused)).toEqual({
      what: 'Could not move to On the way, nor the 2 changes after it.',
      so: 'You are not allowed to do this.',
    });
  });

  it('has words for every action', () => {
    const expected: { [A in Action]: [Wish<A>, string] } = {
      avanzar: [{ accion: 'avanzar' }, 'pasar a En camino'],
      mover: [{ accion: 'mover', estado: 'entregado' }, 'pasar a Entregado'],
      posponer: [{ accion: 'posponer', motivo: 'x' }, 'dejar para más tarde'],
      devolver: [{ accion: 'devolver', motivo: 'x' }, 'devolver al local'],
      cancelar: [{ accion: 'cancelar', motivo: 'x' }, 'cancelar'],
      deshacer: [{ accion: 'deshacer' }, 'deshacer el último movimiento'],
      asignar: [{ accion: 'asignar', repartidor_id: null }, 'dejar sin repartidor'],
      priorizar: [{ accion: 'priorizar', prioridad: 'alta' }, 'poner prioridad alta'],
      anotar: [{ accion: 'anotar', indicaciones: null }, 'guardar las indicaciones'],
      reconocer: [{ accion: 'reconocer' }, 'marcar como visto'],
      marcar_item: [{ accion: 'marcar_item', indice: 0, hecho: true }, 'marcar un producto'],
    };
    for (const [wish, words] of Object.values(expected)) {
      const refused = notice({ kind: 'refused', type: problemType('prohibido'), detail: '' }, wish);
      expect(describeNotice(refused).what).toBe(`No se pudo ${words}.`);
    }
  });
});
