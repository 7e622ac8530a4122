import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { isOpen, isTestOrder, type Person, type State, states, ticketPaths } from '@relevo/contract';
import type { ShownTicket } from '../../actions/queued-command.ts';
import type { Problem } from '../../api/problem.ts';
import { type Reply, requestJson } from '../../api/request.ts';
import { createPreference, onOff } from '../../device/preference.ts';
import type { DeviceStorage } from '../../device/storage.ts';

export type FirstMinutes = {
  /** The test order to walk through now. */
  guided: ReadonlySignal<ShownTicket | undefined>;
  /** Whether an empty board makes much of the test order, on this device. */
  inviting: ReadonlySignal<boolean>;
  dismissInvitation(): void;
  closeGuide(): void;
  sending: ReadonlySignal<boolean>;
  fault: ReadonlySignal<Problem | null>;
  /** Sends a test order; a second tap meanwhile, or a try after no answer, is the same order. */
  send(): Promise<void>;
};

type View = {
  columns: Record<State, ReadonlySignal<readonly ShownTicket[]>>;
  serverNow: ReadonlySignal<number>;
};

/** What a shop is shown in its first minutes. */
export function createFirstMinutes(deps: {
  view: View;
  storage: DeviceStorage | null;
  ask: (id: string) => Promise<Reply<unknown>>;
  newId: () => string;
}): FirstMinutes {
  const { view, storage, ask, newId } = deps;
  const inviting = createPreference(storage, 'relevo:invitar-a-probar', onOff(true));
  const closedUpTo = createPreference(storage, 'relevo:guia-cerrada', (kept) => Number(kept) || 0);
  const sending = signal(false);
  const fault = signal<Problem | null>(null);
  let unanswered: string | null = null;
  const guided = computed(() =>
    guidedTicket(
      states.flatMap((estado) => view.columns[estado].value),
      { now: view.serverNow.value, closedUpTo: closedUpTo.value },
    ),
  );
  return {
    guided,
    inviting,
    dismissInvitation: () => inviting.set(false),
    closeGuide: () => closedUpTo.set(guided.peek()?.ticket_id ?? closedUpTo.peek()),
    sending,
    fault,
    async send() {
      if (sending.peek()) return;
      sending.value = true;
      const id = unanswered ?? newId();
      unanswered = id;
      const reply = await ask(id);
      sending.value = false;
      fault.value = reply.ok ? null : reply;
      // Without an answer of the service's own nobody knows whether it came in: the next try must not make a second one.
      if (reply.ok || (reply.status !== null && reply.status < 500)) unanswered = null;
    },
  };
}

/** Who is invited: those who may make a test order, and are people. */
export function mayTry({ id, rol }: Person): boolean {
  return id !== null && (rol === 'admin' || rol === 'operador');
}

/** For how long the end of a walk is still told. */
export const toldForMs = 10 * 60_000;

/**
 * The test order through which the board walks somebody: the newest that is under way or was closed a moment ago.
 * @param now milliseconds since 1970 by the server's clock
 * @param closedUpTo of this order and those before it nobody wants to be told any more
 */
export function guidedTicket(
  tickets: Iterable<ShownTicket>,
  { now, closedUpTo }: { now: number; closedUpTo: number },
): ShownTicket | undefined {
  let newest: ShownTicket | undefined;
  for (const ticket of tickets) {
    if (!isTestOrder(ticket) || ticket.ticket_id <= closedUpTo) continue;
    if (!isOpen(ticket.estado) && now - Date.parse(ticket.actualizado_en) > toldForMs) continue;
    if (!newest || ticket.ticket_id > newest.ticket_id) newest = ticket;
  }
  return newest;
}

/** Asks for a test order under this id. Never rejects. */
export function askTestOrder(id: string): Promise<Reply<unknown>> {
  return requestJson(ticketPaths.testOrder, { method: 'POST', body: { id } });
}
