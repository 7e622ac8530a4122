import { useRef } from 'preact/hooks';
import type { ShownTicket } from '../../actions/queued-command.ts';
import type { TicketActions } from '../../actions/ticket-actions.ts';
import { onlyClick } from '../../ui/click.ts';
import { driverWords as words } from './words.ts';

/** Asks why an order could not be delivered: one tap for the common reasons, a field for any other. */
export function NotDeliveredStep({ ticket, actions }: { ticket: ShownTicket; actions: TicketActions }) {
  const reason = useRef<HTMLInputElement>(null);
  const close = (motivo: string) => {
    actions.run(ticket, { accion: 'cancelar', motivo });
    actions.close();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const motivo = reason.current?.value.trim();
    if (motivo) close(motivo);
    else reason.current?.focus();
  };
  return (
    <>
      <p class="modal-text">{words().why}</p>
      <ul class="choices">
        {Object.values(words().reasons).map((motivo) => (
          <li key={motivo}>
            <button
              type="button"
              class="choice"
              data-accion="elegir-motivo"
              onClick={onlyClick(() => close(motivo))}
            >
              {motivo}
            </button>
          </li>
        ))}
      </ul>
      <form class="form" onSubmit={submit}>
        <label class="field">
          {words().other}
          <input ref={reason} name="motivo" required maxLength={500} autocomplete="off" />
        </label>
        <button type="submit" class="button button-danger" data-accion="confirmar-cancelar">
          {words().confirm}
        </button>
      </form>
    </>
  );
}
