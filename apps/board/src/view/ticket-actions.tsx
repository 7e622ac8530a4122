import type { OfferedWork } from '../actions/offered-work.ts';
import type { ShownTicket } from '../actions/queued-command.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { cardWords as words } from './card-words.ts';
import { Icon } from './icons.tsx';
import { labels } from './labels.ts';
import { onlyClick } from './only-click.ts';

type ActionsProps = { ticket: ShownTicket; offers: OfferedWork; work: TicketActions };

/** What can be done to an order: the next step in one tap, the rest in a menu. Nothing for who only looks on. */
export function ActionButtons({ ticket, offers, work }: ActionsProps) {
  if (work.person.rol === 'lectura' || !Object.values(offers).some(Boolean)) return null;
  const { ticket_id: id, numero } = ticket;
  return (
    <div class="ticket-actions">
      <NextStep ticket={ticket} offers={offers} work={work} />
      <button
        type="button"
        class="button button-more"
        data-accion="mas"
        aria-haspopup="dialog"
        aria-label={words().more(numero)}
        onClick={() => work.open(id, 'menu')}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}

function NextStep({ ticket, offers, work }: ActionsProps) {
  const { next } = offers;
  if (!next) return null;
  const { ticket_id: id, numero } = ticket;
  const advance = () => {
    if (next.kind === 'choose-driver') return work.open(id, 'salida');
    work.run(ticket, { accion: 'avanzar' });
  };
  return (
    <button
      type="button"
      class="button button-main"
      data-accion="avanzar"
      aria-haspopup={next.kind === 'choose-driver' ? 'dialog' : undefined}
      onClick={onlyClick(advance)}
    >
      {next.kind === 'choose-driver' ? words().whoTakesIt : labels().moves[next.to]}
      <span class="visually-hidden">{words().ofOrder(numero)}</span>
      {next.kind === 'move' && <Icon name="forward" />}
    </button>
  );
}
