import type { Ticket } from '@relevo/contract';
import { onlyClick } from '../../view/only-click.ts';
import { splitNumero } from '../../view/split-numero.ts';
import type { Workbench } from '../../work/workbench.ts';
import { BellIcon } from './bell-icon.tsx';
import { mayAcknowledge } from './decide-ringing.ts';
import type { Ring } from './open-ring.ts';
import { ringWords as words } from './words.ts';

type Props = { ring: Ring; work: Workbench };

/** Over the board: what rings, with one tap that silences it everywhere, and that sound is blocked. */
export function RingBar({ ring, work }: Props) {
  const tickets = ring.ringing.value;
  const blocked = ring.blocked.value;
  if (!blocked && tickets.length === 0) return null;
  return (
    <div class={blocked && tickets.length > 0 ? 'ring-place ring-place-tall' : 'ring-place'}>
      {blocked && (
        <button type="button" class="ring-blocked" data-accion="activar-sonido" onClick={ring.unlock}>
          <BellIcon />
          {words().blocked}
        </button>
      )}
      {tickets.length > 0 && (
        <div class="ring-bar" data-sonando={ring.sounding.value ? 'si' : 'no'} data-suenan={tickets.length}>
          <BellIcon />
          <p class="ring-what">
            <strong>{words().newOrders(tickets.length)}</strong>
            <Which tickets={tickets} />
          </p>
          {mayAcknowledge(work.person) && (
            <button
              type="button"
              class="button ring-seen"
              data-accion="visto-todos"
              onClick={onlyClick(() => acknowledge(tickets, work))}
            >
              {tickets.length === 1 ? words().seen : words().seenAll}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

const named = 3;

function Which({ tickets }: { tickets: readonly Ticket[] }) {
  const numbers = tickets.slice(0, named).map(({ numero }) => splitNumero(numero).own);
  return (
    <bdi class="ring-which">
      {numbers.join(' · ')}
      {tickets.length > named && ' …'}
    </bdi>
  );
}

function acknowledge(tickets: readonly Ticket[], work: Workbench): void {
  for (const { ticket_id } of tickets) {
    const ticket = work.find(ticket_id);
    if (ticket && work.offers(ticket).acknowledge) work.run(ticket, { accion: 'reconocer' });
  }
}
