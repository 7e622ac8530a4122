import { isOpen, priorities, type State } from '@relevo/contract';
import { type BoardFilter, noFilter, none } from './board-filter.ts';

/** The view of the board that the address bar holds. */
export type ViewState = BoardFilter & {
  ver: 'abiertos' | 'cerrados';
  /** Whether the totals panel is open. */
  preparar: boolean;
  /** The key of the product whose tickets are highlighted. */
  producto: string | null;
};

export const plainBoard: ViewState = { ...noFilter, ver: 'abiertos', preparar: false, producto: null };

const maxText = 200;

/** Reads the part of an address after the `?`. Ignores invalid values. */
export function parseViewState(search: string): ViewState {
  const params = new URLSearchParams(search);
  const preparar = params.get('preparar') === 'si';
  return {
    q: textOf(params, 'q') ?? '',
    repartidor: driverOf(params.get('repartidor')),
    prioridad: priorities.find((priority) => priority === params.get('prioridad')) ?? null,
    pago: textOf(params, 'pago'),
    local: textOf(params, 'local'),
    ver: params.get('ver') === 'cerrados' ? 'cerrados' : 'abiertos',
    preparar,
    producto: preparar ? textOf(params, 'producto') : null,
  };
}

/** Writes the view into an address, and keeps all other parameters. @param search the part after the `?` as it is now */
export function writeViewState(search: string, state: ViewState): string {
  const params = new URLSearchParams(search);
  const wanted: Record<keyof ViewState, string | null> = {
    q: state.q.trim() || null,
    repartidor: state.repartidor === null ? null : String(state.repartidor),
    prioridad: state.prioridad,
    pago: state.pago,
    local: state.local,
    ver: state.ver === 'cerrados' ? state.ver : null,
    preparar: state.preparar ? 'si' : null,
    producto: state.preparar ? state.producto : null,
  };
  for (const [name, value] of Object.entries(wanted)) {
    // Append in this order, so that each view has one address.
    params.delete(name);
    if (value !== null) params.set(name, value);
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

function driverOf(value: string | null): BoardFilter['repartidor'] {
  if (value === none) return none;
  return value !== null && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : null;
}

function textOf(params: URLSearchParams, name: string): string | null {
  const value = params.get(name);
  return value && value.length <= maxText && !/\p{Cc}/u.test(value) ? value : null;
}

/** Tells whether a column is on the visible side of the board. */
export function isInView(estado: State, ver: ViewState['ver']): boolean {
  return isOpen(estado) === (ver === 'abiertos');
}
