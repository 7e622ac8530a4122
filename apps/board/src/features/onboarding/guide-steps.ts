import type { Ticket } from '@relevo/contract';

export const firstSteps = ['seen', 'prepare', 'leave', 'deliver'] as const;
export type FirstStep = (typeof firstSteps)[number];

export type Walk = {
  done: ReadonlySet<FirstStep>;
  /** What is to be done next; null: it is over. */
  now: FirstStep | null;
  end: 'entregado' | 'cancelado' | null;
};

/** How far somebody has walked with a test order, by the order itself: it survives a reload and a change of device. */
export function judgeSteps({ estado, reconocido }: Pick<Ticket, 'estado' | 'reconocido'>): Walk {
  const done = new Set<FirstStep>();
  // Whoever works on it has seen it.
  if (reconocido || estado !== 'pendiente') done.add('seen');
  if (estado !== 'pendiente' && estado !== 'cancelado') done.add('prepare');
  if (estado === 'en-camino' || estado === 'entregado') done.add('leave');
  if (estado === 'entregado') done.add('deliver');
  const end = estado === 'entregado' || estado === 'cancelado' ? estado : null;
  return { done, now: end ? null : (firstSteps.find((step) => !done.has(step)) ?? null), end };
}
