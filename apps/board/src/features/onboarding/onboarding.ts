import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { isOpen, isTestOrder, type Person, type State, states, ticketPaths } from '@relevo/contract';
import type { ShownTicket } from '../../actions/queued-command.ts';
import type { Problem } from '../../api/problem.ts';
import { type Reply, requestJson } from '../../api/request.ts';
import { createPreference, onOff } from '../../device/preference.ts';
import type { DeviceStorage } from '../../device/storage.ts';

export type Onboarding = {
  /** The test order that the guide follows now. */
  guided: ReadonlySignal<ShownTicket | undefined>;
  /** Whether an empty board invites to try a test order, on this device. */
  inviting: ReadonlySignal<boolean>;
  dismissInvitation(): void;
  closeGuide(): void;
  sending: ReadonlySignal<boolean>;
  fault: ReadonlySignal<Problem | null>;
  /** Sends a test order. A second tap meanwhile, or a retry after no answer, sends the same order. */
  send(): Promise<void>;
};

type View = {
  columns: Record<State, ReadonlySignal<readonly ShownTicket[]>>;
  serverNow: ReadonlySignal<number>;
};

/** Keeps what a shop sees in its first minutes: the invitation, the test order and its guide. */
export function createOnboarding(deps: {
  view: View;
  storage: DeviceStorage | null;
  ask: (id: string) => Promise<Reply<unknown>>;
  newId: () => string;
}): Onboarding {
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
      // Without an answer from the service the order may have arrived: the next try must not make a second one.
      if (reply.ok || (reply.status !== null && reply.status < 500)) unanswered = null;
    },
  };
}

/** Whether a person may send a test order. A TV's link, which has no person behind it, may not. */
export function mayTry({ id, rol }: Person): boolean {
  return id !== null && (rol === 'admin' || rol === 'operador');
}

/** How long the guide stays after its test order is closed. */
export const shownAfterCloseMs = 10 * 60_000;

/**
 * Picks the test order that the guide follows: the newest that is open or was closed a moment ago.
 * @param now milliseconds since 1970 by the server's clock
 * @param closedUpTo the highest ticket id whose guide somebody has closed; 0 for none
 */
export function guidedTicket(
  tickets: Iterable<ShownTicket>,
  { now, closedUpTo }: { now: number; closedUpTo: number },
): ShownTicket | undefined {
  let newest: ShownTicket | undefined;
  for (const ticket of tickets) {
    if (!isTestOrder(ticket) || ticket.ticket_id <= closedUpTo) continue;
    if (!isOpen(ticket.estado) && now - Date.parse(ticket.actualizado_en) > shownAfterCloseMs) continue;
    if (!newest || ticket.ticket_id > newest.ticket_id) newest = ticket;
  }
  return newest;
}

/** Asks for a test order under this id. Never rejects. */
export function askTestOrder(id: string): Promise<Reply<unknown>> {
  return requestJson(ticketPaths.testOrder, { method: 'POST', body: { id } });
}
