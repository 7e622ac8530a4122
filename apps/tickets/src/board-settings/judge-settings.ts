import type { AgeLimits, BoardSettings } from '@relevo/contract';

export type SettingsOutcome = { kind: 'changed' | 'same' | 'stale'; settings: BoardSettings };

/**
 * What becomes of a wish for other settings. Who asks for what already holds gets it, whatever version they saw: the
 * same request again, after a lost answer, is no conflict.
 * @param wish the limits, and the version that the person was looking at
 */
export function judgeSettings(current: BoardSettings, wish: BoardSettings): SettingsOutcome {
  if (sameLimits(current.limites, wish.limites)) return { kind: 'same', settings: current };
  if (wish.version !== current.version) return { kind: 'stale', settings: current };
  return { kind: 'changed', settings: { limites: wish.limites, version: current.version + 1 } };
}

function sameLimits(a: AgeLimits, b: AgeLimits): boolean {
  return (Object.keys(a) as (keyof AgeLimits)[]).every(
    (state) => a[state].aviso_min === b[state].aviso_min && a[state].tarde_min === b[state].tarde_min,
  );
}
