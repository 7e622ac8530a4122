import { useComputed } from '@preact/signals';
import type { Ticket } from '@relevo/contract';
import type { Connection } from '../sync/connection.ts';
import type { BoardView } from './board-view.ts';

const spoken: Record<Connection['kind'], string> = {
  conectando: '',
  'en-vivo': 'Tablero en vivo.',
  // Short and frequent: it would only be noise.
  'poniéndose-al-dia': '',
  'sin-conexion': 'Sin conexión. El tablero no está al día.',
  'sin-sesion': '',
};

/** Reads out what the eye sees: that the connection is lost or back, a silent till, and new orders. */
export function Announcer({ view }: { view: BoardView }) {
  // By kind, not by text: a counter of seconds must not be read out every second.
  const connection = useComputed(() => spoken[view.connection.value.kind]);
  const till = useComputed(() => (view.feed.value.kind === 'sin-senal' ? 'Caja sin señal.' : ''));
  const arrived = useComputed(() => arrivalText(view.arrived.value));
  return (
    <div class="visually-hidden">
      <p role="status">{connection}</p>
      <p role="status">{till}</p>
      <p role="status">{arrived}</p>
    </div>
  );
}

function arrivalText(tickets: readonly Ticket[]): string {
  const [first] = tickets;
  if (!first) return '';
  if (tickets.length > 1) return `${tickets.length} pedidos nuevos.`;
  return `Pedido nuevo: ${first.numero}, ${first.cliente_nombre}.`;
}
