import { type AgeLimits, type OpenState, openStates } from '@relevo/contract';

/** The name of a limit's field in the form. */
export const limitName = (state: OpenState, which: 'aviso_min' | 'tarde_min') => `${state}.${which}`;

/** The limits as they stand in the form, and the states in which late does not come after slow. */
export function readLimits(form: FormData): { limites: AgeLimits; wrong: OpenState[] } {
  const minutes = (state: OpenState, which: 'aviso_min' | 'tarde_min') =>
    Number(form.get(limitName(state, which)));
  const limites = Object.fromEntries(
    openStates.map((state) => [
      state,
      { aviso_min: minutes(state, 'aviso_min'), tarde_min: minutes(state, 'tarde_min') },
    ]),
  ) as AgeLimits;
  return {
    limites,
    wrong: openStates.filter((state) => limites[state].aviso_min >= limites[state].tarde_min),
  };
}
