import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { Ticket } from '@relevo/contract';
import type { Connection } from '../live/connection.ts';
import type { BoardView } from './board-view.ts';
import { connectionWords } from './connection-status.tsx';
import { boardWords as words } from './words.ts';

/**
 * Reads out what the eye sees: that the connection is lost or back, and new orders.
 * @param spoken what else has to be read out
 */
export function Announcer({ view, spoken }: { view: BoardView; spoken: ReadonlySignal<string> }) {
  // By kind, not by text: a counter of seconds must not be read out every second.
  const connection = useComputed(() => spokenConnection(view.connection.value.kind));
  const arrived = useComputed(() => arrivalText(view.arrived.value));
  return (
    <div class="visually-hidden">
      <p role="status">{connection}</p>
      <p role="status">{spoken}</p>
      <p role="status">{arrived}</p>
    </div>
  );
}

// Catching up is short and frequent: it would only be noise.
function spokenConnection(kind: Connection['kind']): string {
  if (kind === 'live') return connectionWords().spokenLive;
  return kind === 'offline' ? connectionWords().spokenOffline : '';
}

function arrivalText(tickets: readonly Ticket[]): string {
  const [first] = tickets;
  if (!first) return '';
  if (tickets.length > 1) return words().newOrders(tickets.length);
  return words().newOrder(first.numero, first.cliente_nombre);
}
