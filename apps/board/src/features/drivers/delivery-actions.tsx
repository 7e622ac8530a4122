import type { ShownTicket } from '../../commands/queued-command.ts';
import { cardWords } from '../../view/card-words.ts';
import { Icon } from '../../view/icons.tsx';
import { onlyClick } from '../../view/only-click.ts';
import type { Workbench } from '../../work/workbench.ts';
import { driverWords as words } from './words.ts';

/** The step that comes next, that it could not be made, and the rest in a menu. */
export function DeliveryActions({ ticket, work }: { ticket: ShownTicket; work: Workbench }) {
  const { ticket_id: id, numero } = ticket;
  const offers = work.offers(ticket);
  if (!Object.values(offers).some(Boolean)) return null;
  const ofOrder = <span class="visually-hidden">{cardWords().ofOrder(numero)}</span>;
  return (
    <div class="ticket-actions delivery-actions">
      {offers.next?.kind === 'move' && (
        <button
          type="button"
          class="button button-main"
          data-accion="avanzar"
          onClick={onlyClick(() => work.run(ticket, { accion: 'avanzar' }))}
        >
          {offers.next.to === 'en-camino' ? words().leave : words().delivered}
          {ofOrder}
        </button>
      )}
      {offers.cancel && (
        <button
          type="button"
          class="button button-danger"
          data-accion="cancelar"
          aria-haspopup="dialog"
          onClick={onlyClick(() => work.open(id, 'cancelar'))}
        >
          {words().notDelivered}
          {ofOrder}
        </button>
      )}
      <button
        type="button"
        class="button button-more"
        data-accion="mas"
        aria-haspopup="dialog"
        aria-label={cardWords().more(numero)}
        onClick={() => work.open(id, 'menu')}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}
