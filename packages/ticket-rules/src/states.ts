export const states = ['pendiente', 'en-preparacion', 'en-camino', 'entregado', 'cancelado'] as const;
export type State = (typeof states)[number];

/** The states of open tickets. */
export const openStates = ['pendiente', 'en-preparacion', 'en-camino'] as const satisfies readonly State[];
export type OpenState = (typeof openStates)[number];

export function isOpen(state: State): state is OpenState {
  return (openStates as readonly State[]).includes(state);
}

/** The possible next states of each state; the first is the usual one. `cancelar` is an action of its own. */
export const nextStates: Record<State, readonly State[]> = {
  pendiente: ['en-preparacion'],
  'en-preparacion': ['en-camino', 'entregado'],
  'en-camino': ['entregado'],
  entregado: [],
  cancelado: [],
};

export const priorities = ['baja', 'normal', 'alta'] as const;
export type Priority = (typeof priorities)[number];
