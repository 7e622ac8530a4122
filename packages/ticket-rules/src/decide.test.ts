import { describe, expect, it } from 'vitest';
import {
  type Action,
  type Actor,
  actions,
  type Command,
  decideCommand,
  type Given,
  isMove,
  type Role,
  roles,
  type State,
  states,
  type Ticket,
  undoMs,
} from './index.ts';

const now = Date.UTC(2026, 10, 22, 12);
const driver = { id: 7, nombre: 'Rosa' };
const operator: Actor = { id: 1, rol: 'operador' };
const rosa: Actor = { id: 7, rol: 'repartidor' };

function aTicket(fields: Partial<Ticket> = {}): Ticket {
  return {
    ticket_id: 1,
    fuente: 'tienda',
    numero: 'A',
    cliente_nombre: 'Eva',
    cliente_direccion: null,
    cliente_telefono: null,
    cliente_email: null,
    productos: [{ nombre: 'Pan', cantidad: 1 }],
    total: 10,
    metodo_pago: null,
    indicaciones: null,
    prioridad: 'normal',
    tipo_cliente: null,
    origen: null,
    estado: 'pendiente',
    repartidor: null,
    reconocido: false,
    version: 3,
    fecha_creacion: '2026-11-22T11:00:00.000Z',
    actualizado_en: '2026-11-22T11:00:00.000Z',
    extra: {},
    ...fields,
  };
}

function aCase(fields: Partial<Given> = {}): Given {
  return { ticket: aTicket(), moves: [], driver: undefined, person: operator, now, ...fields };
}

const base = { cmd_id: '5f0c7a52-8f0a-4c9e-9d0e-3c6f4c1c9d11', version: 3 };
const samples: { [A in Action]: Command<A> } = {
  avanzar: { ...base, accion: 'avanzar' },
  mover: { ...base, accion: 'mover', estado: 'en-preparacion' },
  asignar: { ...base, accion: 'asignar', repartidor_id: 7 },
  priorizar: { ...base, accion: 'priorizar', prioridad: 'alta' },
  anotar: { ...base, accion: 'anotar', indicaciones: 'Sin sal' },
  posponer: { ...base, accion: 'posponer', motivo: 'No atendió nadie' },
  devolver: { ...base, accion: 'devolver', motivo: 'No atendió nadie' },
  cancelar: { ...base, accion: 'cancelar', motivo: 'No hay stock' },
  deshacer: { ...base, accion: 'deshacer' },
  reconocer: { ...base, accion: 'reconocer' },
  marcar_item: { ...base, accion: 'marcar_item', indice: 0, hecho: true },
};

const driverMay: readonly Action[] = [
  ...(['avanzar', 'mover', 'posponer', 'devolver', 'cancelar', 'deshacer', 'marcar_item'] as const),
];
const allowedActions: Record<Role, readonly Action[]> = {
  admin: actions,
  operador: actions,
  repartidor: driverMay,
  lectura: [],
};

describe('every action by every role', () => {
  const rows = actions.flatMap((accion) => roles.map((rol) => ({ accion, rol })));
  it.each(rows)('$accion by $rol', ({ accion, rol }) => {
    const decision = decideCommand(samples[accion], aCase({ ...fit(accion), person: personOf(rol) }));
    expect(decision.kind).toBe(allowedActions[rol].includes(accion) ? 'changed' : 'forbidden');
  });

  /** A ticket of the driver's on which the action is possible. */
  function fit(accion: Action): Partial<Given> {
    const moves = [
      { accion: 'mover', from: 'en-preparacion', to: 'en-camino', at: now, authorId: 7 } as const,
    ];
    const repartidor = accion === 'asignar' ? { id: 8, nombre: 'Leo' } : driver;
    const tries = (['en-camino', 'en-preparacion', ...states] as const).map((estado) => ({
      ticket: aTicket({ repartidor, estado }),
      moves,
      driver,
    }));
    const found = tries.find((given) => decideCommand(samples[accion], aCase(given)).kind === 'changed');
    if (!found) throw new Error(`no state allows the sample of ${accion}`);
    return found;
  }

  function personOf(rol: Role): Actor {
    return rol === 'repartidor' ? rosa : { id: 1, rol };
  }
});

// The sample `mover` moves to en-preparacion, which only the shop may do; a driver's moves start there.
samples.mover = { ...base, accion: 'mover', estado: 'en-camino' };

describe('every action', () => {
  const rows = actions.flatMap((accion) => states.map((estado) => ({ accion, estado })));
  const decided = ({ accion, estado }: { accion: Action; estado: State }) => {
    const moves = [{ accion: 'mover', from: 'pendiente', to: estado, at: now, authorId: 1 } as const];
    const ticket = aTicket({ estado, repartidor: { id: 8, nombre: 'Leo' } });
    return decideCommand(samples[accion], aCase({ ticket, moves, driver }));
  };

  it.each(rows)('$accion on $estado moves it only if it is said to move', ({ accion, estado }) => {
    const decision = decided({ accion, estado });
    const hasMoved = decision.kind === 'changed' && decision.ticket.estado !== estado;
    // An undo is not undone.
    if (hasMoved && accion !== 'deshacer') expect(isMove({ accion })).toBe(true);
    if (decision.kind === 'changed' && isMove({ accion })) expect(hasMoved).toBe(true);
  });

  it.each(rows)(
    '$accion on $estado leaves its reason in the history, if it has one',
    ({ accion, estado }) => {
      const decision = decided({ accion, estado });
      const sample = samples[accion];
      const motivo = 'motivo' in sample ? sample.motivo : undefined;
      if (decision.kind === 'changed') expect(decision.change.motivo).toBe(motivo);
    },
  );
});

describe('every move from every state', () => {
  const allowed: [State, State][] = [
    ['pendiente', 'en-preparacion'],
    ['en-preparacion', 'en-camino'],
    ['en-preparacion', 'entregado'],
    ['en-camino', 'entregado'],
  ];
  const rows = states.flatMap((from) => states.map((to) => ({ from, to })));
  it.each(rows)('$from to $to', ({ from, to }) => {
    const ticket = aTicket({ estado: from, repartidor: driver });
    const decision = decideCommand({ ...base, accion: 'mover', estado: to }, aCase({ ticket }));
    const legal = allowed.some(([a, b]) => a === from && b === to);
    expect(decision.kind).toBe(legal ? 'changed' : 'illegal');
    if (decision.kind === 'changed') {
      expect(decision.ticket).toMatchObject({ estado: to, version: 4, reconocido: true });
      expect(decision.change).toEqual({ de: from, a: to });
    }
  });

  it.each(states)('cancelled out of %s with a reason', (estado) => {
    const decision = decideCommand(samples.cancelar, aCase({ ticket: aTicket({ estado }) }));
    expect(decision.kind).toBe(estado === 'entregado' || estado === 'cancelado' ? 'illegal' : 'changed');
    if (decision.kind === 'changed') expect(decision.change.motivo).toBe('No hay stock');
  });

  it.each([
    ['pendiente', 'en-preparacion'],
    ['en-preparacion', 'en-camino'],
    ['en-camino', 'entregado'],
    ['entregado', undefined],
    ['cancelado', undefined],
  ] as const)('%s advances to %s', (estado, next) => {
    const decision = decideCommand(
      samples.avanzar,
      aCase({ ticket: aTicket({ estado, repartidor: driver }) }),
    );
    expect(decision.kind === 'changed' ? decision.ticket.estado : undefined).toBe(next);
  });
});

describe('the rules on a ticket', () => {
  it('is stale at any other version, whatever the action', () => {
    for (const version of [2, 4]) {
      expect(decideCommand({ ...samples.avanzar, version }, aCase())).toEqual({ kind: 'stale' });
    }
  });

  it('notes on an order that could not be delivered why not, under what the notes say already', () => {
    const away = aTicket({ estado: 'en-camino', repartidor: driver, indicaciones: 'Timbre 2' });
    const later = decideCommand(samples.posponer, aCase({ ticket: away, person: rosa }));
    expect(later).toMatchObject({
      ticket: {
        ...{ estado: 'en-camino', repartidor: driver },
        indicaciones: 'Timbre 2\nNo se entregó: No atendió nadie. Se vuelve a intentar.',
      },
      change: { de: null, a: null, motivo: 'No atendió nadie' },
    });
    const full = aTicket({ estado: 'en-camino', repartidor: driver, indicaciones: 'x'.repeat(2_000) });
    const cut = decideCommand(samples.posponer, aCase({ ticket: full, person: rosa }));
    const notes = cut.kind === 'changed' ? (cut.ticket.indicaciones ?? '') : '';
    expect([notes.length, notes.endsWith('Se vuelve a intentar.')]).toEqual([2_000, true]);
  });

  it('takes an order back to the shop with its products made and its driver, until that is undone', () => {
    const away = aTicket({ estado: 'en-camino', repartidor: driver, indicaciones: 'Timbre 2' });
    const back = decideCommand(samples.devolver, aCase({ ticket: away, person: rosa }));
    if (back.kind !== 'changed') throw new Error(back.kind);
    expect(back.ticket).toMatchObject({
      ...{ estado: 'en-preparacion', repartidor: driver },
      indicaciones: 'Timbre 2\nVolvió al local: No atendió nadie',
      productos: [{ nombre: 'Pan', hecho: true }],
    });
    const moves = [
      { accion: 'devolver', from: 'en-camino', to: 'en-preparacion', at: now, authorId: 7 } as const,
    ];
    const undo = { ...samples.deshacer, version: 4 };
    expect(decideCommand(undo, aCase({ ticket: back.ticket, moves, person: rosa }))).toMatchObject({
      ticket: { estado: 'en-camino', indicaciones: 'Timbre 2' },
    });
  });

  it('needs a driver to go, to stay and to return on its way', () => {
    const ready = aTicket({ estado: 'en-preparacion' });
    expect(decideCommand(samples.mover, aCase({ ticket: ready })).kind).toBe('illegal');
    const away = aTicket({ estado: 'en-camino', repartidor: driver });
    const take = { ...samples.asignar, repartidor_id: null };
    expect(decideCommand(take, aCase({ ticket: away })).kind).toBe('illegal');
    const moves = [{ accion: 'mover', from: 'en-camino', to: 'entregado', at: now, authorId: 1 } as const];
    const done = aTicket({ estado: 'entregado' });
    expect(decideCommand(samples.deshacer, aCase({ ticket: done, moves })).kind).toBe('illegal');
  });

  it.each(['entregado', 'cancelado'] as const)(
    'takes back the move to %s within 24 h, and not a moment later',
    (estado) => {
      const ticket = aTicket({ estado });
      const moves = (at: number) => [
        { accion: 'mover', from: 'en-preparacion', to: estado, at, authorId: 1 } as const,
      ];
      const undone = decideCommand(samples.deshacer, aCase({ ticket, moves: moves(now - undoMs) }));
      expect(undone.kind === 'changed' && undone.ticket.estado).toBe('en-preparacion');
      expect(decideCommand(samples.deshacer, aCase({ ticket, moves: moves(now - undoMs - 1) })).kind).toBe(
        'illegal',
      );
    },
  );

  it('assigns only an active driver, and only to an open ticket', () => {
    expect(decideCommand(samples.asignar, aCase()).kind).toBe('illegal');
    const decision = decideCommand(samples.asignar, aCase({ driver }));
    expect(decision).toMatchObject({
      kind: 'changed',
      evento: 'ticket_asignado',
      change: { de: null, a: 'Rosa' },
    });
    expect(
      decideCommand(samples.asignar, aCase({ driver, ticket: aTicket({ estado: 'entregado' }) })).kind,
    ).toBe('illegal');
  });

  it('keeps all other fields of a product that is marked as done', () => {
    const ticket = aTicket({ productos: [{ nombre: 'Pan', cantidad: 2, precio: 5, marca: 'X' }] });
    const decision = decideCommand(samples.marcar_item, aCase({ ticket }));
    expect(decision.kind === 'changed' && decision.ticket.productos).toEqual([
      { nombre: 'Pan', cantidad: 2, precio: 5, marca: 'X', hecho: true },
    ]);
    expect(decideCommand({ ...samples.marcar_item, indice: 1 }, aCase({ ticket })).kind).toBe('illegal');
  });

  it('lets a driver work on their own tickets only, and only on the way', () => {
    const others = aTicket({ estado: 'en-camino', repartidor: { id: 8, nombre: 'Leo' } });
    expect(decideCommand(samples.avanzar, aCase({ ticket: others, person: rosa })).kind).toBe('forbidden');
    const waiting = aTicket({ repartidor: driver });
    expect(decideCommand(samples.avanzar, aCase({ ticket: waiting, person: rosa })).kind).toBe('forbidden');
    expect(decideCommand(samples.cancelar, aCase({ ticket: waiting, person: rosa })).kind).toBe('forbidden');
    const moves = [
      { accion: 'mover', from: 'en-preparacion', to: 'en-camino', at: now, authorId: 1 } as const,
    ];
    const sentByOther = aTicket({ estado: 'en-camino', repartidor: driver });
    expect(decideCommand(samples.deshacer, aCase({ ticket: sentByOther, moves, person: rosa })).kind).toBe(
      'forbidden',
    );
  });
});
