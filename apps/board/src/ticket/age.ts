import type { ReadonlySignal } from '@preact/signals-core';
import { type AgeLimits, isOpen, openStates, type State, type Ticket } from '@relevo/contract';

/** The data of a card beside its ticket. Times are milliseconds since 1970 by the server's clock. */
export type CardView = {
  serverNow: ReadonlySignal<number>;
  /** The ages from which an order is slow, and late. */
  limits: ReadonlySignal<AgeLimits>;
  /** The ids of the tickets that arrived a moment ago. */
  fresh: ReadonlySignal<ReadonlySet<number>>;
};

export type AgeLevel = 'on-time' | 'slow' | 'late';

const minuteMs = 60_000;

/** Returns an order's age in whole minutes. @param now milliseconds since 1970 by the server's clock */
export function ageMinutes(fechaCreacion: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(fechaCreacion)) / minuteMs));
}

/** Judges an order's age in its state. A closed order is never late. */
export function ageLevel(estado: State, minutes: number, limits: AgeLimits): AgeLevel {
  if (!isOpen(estado)) return 'on-time';
  const { aviso_min, tarde_min } = limits[estado];
  if (minutes < aviso_min) return 'on-time';
  return minutes < tarde_min ? 'slow' : 'late';
}

/**
 * Returns the ids of the late tickets. It runs every second, and returns the same set while the ids are the same.
 * @param now milliseconds since 1970 by the server's clock
 */
export function lateTickets(
  tickets: Iterable<Ticket>,
  { now, limits, last }: { now: number; limits: AgeLimits; last: ReadonlySet<number> },
): ReadonlySet<number> {
  // Times on the wire are ISO 8601 in UTC, so they compare as text, which is much faster than parsing them.
  const lateSince = new Map<string, string>(
    openStates.map((state) => [state, new Date(now - limits[state].tarde_min * 60_000).toISOString()]),
  );
  const late = new Set<number>();
  for (const { ticket_id, estado, fecha_creacion } of tickets) {
    if (isOpen(estado) && fecha_creacion <= (lateSince.get(estado) ?? '')) late.add(ticket_id);
  }
  return late.size === last.size && [...late].every((id) => last.has(id)) ? last : late;
}
