import type { Ticket } from '@relevo/contract';

export const guideSteps = ['seen', 'prepare', 'leave', 'deliver'] as const;
export type GuideStep = (typeof guideSteps)[number];

type Walk = {
  done: ReadonlySet<GuideStep>;
  /** The step to do next; null: the order is closed. */
  now: GuideStep | null;
  end: 'entregado' | 'cancelado' | null;
};

/** Derives the progress of the guide from the order itself, so that it survives a reload and a change of device. */
export function progressOf({ estado, reconocido }: Pick<Ticket, 'estado' | 'reconocido'>): Walk {
  const done = new Set<GuideStep>();
  // An order that somebody works on was seen.
  if (reconocido || estado !== 'pendiente') done.add('seen');
  if (estado !== 'pendiente' && estado !== 'cancelado') done.add('prepare');
  if (estado === 'en-camino' || estado === 'entregado') done.add('leave');
  if (estado === 'entregado') done.add('deliver');
  const end = estado === 'entregado' || estado === 'cancelado' ? estado : null;
  return { done, now: end ? null : (guideSteps.find((step) => !done.has(step)) ?? null), end };
}
