import { isOpen, priorities, type State } from '@relevo/contract';
import { type BoardFilter, noFilter, none } from './board-filter.ts';

/** What of the board somebody looks at, as it stands in the address bar. */
export type ViewState = BoardFilter & {
  ver: 'abiertos' | 'cerrados';
  /** Whether what is to be made is shown. */
  preparar: boolean;
  /** The product whose tickets stand out, by its key. */
  producto: string | null;
};

export const plainBoard: ViewState = { ...noFilter, ver: 'abiertos', preparar: false, producto: null };

const maxText = 200;

/** Reads the part of an address behind the `?`. Whatever makes no sense counts as not said. */
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

/** The address's new end. What others have in it stays. @param search as it is now */
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
    // Put at the end in this order, so that one view has one address.
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

/** Whether a column is on the side of the board that is shown. */
export function isInView(estado: State, ver: ViewState['ver']): boolean {
  return isOpen(estado) === (ver === 'abiertos');
}
