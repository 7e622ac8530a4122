import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ShownTicket } from '../../actions/queued-command.ts';
import type { TicketActions } from '../../actions/ticket-actions.ts';
import { onlyClick } from '../../ui/click.ts';
import { driverWords as words } from './words.ts';

type Props = { ticket: ShownTicket; actions: TicketActions };

/** Asks why an order could not be delivered, then what becomes of it. */
export function NotDeliveredStep(props: Props) {
  const motivo = useSignal<string | null>(null);
  const choose = (next: string | null) => {
    motivo.value = next;
  };
  if (motivo.value === null) return <WhyStep choose={choose} />;
  return <OutcomeStep {...props} motivo={motivo.value} again={() => choose(null)} />;
}

/** One tap for the common reasons, a field for any other. */
function WhyStep({ choose }: { choose(motivo: string): void }) {
  const reason = useRef<HTMLInputElement>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const motivo = reason.current?.value.trim();
    if (motivo) choose(motivo);
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
              onClick={onlyClick(() => choose(motivo))}
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
        <button type="submit" class="button button-main" data-accion="confirmar-motivo">
          {words().goOn}
        </button>
      </form>
    </>
  );
}

type OutcomeProps = Props & { motivo: string; again(): void };

/** Only what the service would do: an order that has come back meanwhile is not on its way any more. */
function OutcomeStep({ ticket, actions, motivo, again }: OutcomeProps) {
  const offers = actions.offers(ticket);
  const outcomes = [
    { accion: 'posponer', label: words().later, so: words().laterSo },
    { accion: 'devolver', label: words().back, so: words().backSo },
    { accion: 'cancelar', label: words().cancel, so: words().cancelSo },
  ] as const;
  // What had the focus is gone with the reasons.
  const focusFirst = (list: HTMLUListElement | null) => list?.querySelector('button')?.focus();
  return (
    <>
      <p class="modal-text">
        <bdi>{motivo}</bdi>. {words().whatNow}
      </p>
      <ul class="choices" ref={focusFirst}>
        {outcomes
          .filter(({ accion }) => offers[accion])
          .map(({ accion, label, so }) => (
            <li key={accion}>
              <button
                type="button"
                class={accion === 'cancelar' ? 'choice choice-danger' : 'choice'}
                data-accion={`no-entregado-${accion}`}
                onClick={onlyClick(() => {
                  actions.run(ticket, { accion, motivo });
                  actions.close();
                })}
              >
                {label}
                <span class="choice-note">{so}</span>
              </button>
            </li>
          ))}
        <li>
          <button type="button" class="choice" data-accion="cambiar-motivo" onClick={onlyClick(again)}>
            {words().otherReason}
          </button>
        </li>
      </ul>
    </>
  );
}
