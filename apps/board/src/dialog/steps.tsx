import { useSignal } from '@preact/signals';
import { priorities } from '@relevo/contract';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { AskingAction } from '../actions/action-places.ts';
import type { ShownTicket } from '../actions/queued-command.ts';
import type { Driver, TicketActions } from '../actions/ticket-actions.ts';
import { type Problem, problemText } from '../api/problem.ts';
import { labels } from '../i18n/labels.ts';
import { onlyClick } from '../ui/click.ts';
import { formatTime } from '../ui/format.ts';
import { lazy } from '../ui/lazy.tsx';
import { dialogWords as words } from './words.ts';

const NotDeliveredStep = lazy(() =>
  import('../features/drivers/not-delivered-step.tsx').then((part) => part.NotDeliveredStep),
);

export type Step = (props: StepProps) => JSX.Element | null;

/** What each action asks that cannot be done without an answer. */
export const askingSteps: Record<AskingAction, Step> = {
  asignar: DriverStep,
  priorizar: PriorityStep,
  anotar: NotesStep,
  devolver: (props) => <NotDeliveredStep {...props} />,
  cancelar: CancelStep,
};

/** Who takes the order. @param leaves whether it leaves with them at once */
export function DriverStep({ ticket, actions, leaves = false }: StepProps & { leaves?: boolean }) {
  const failure = useSignal<Problem | null>(null);
  useEffect(() => {
    void actions.loadDrivers().then((problem) => {
      failure.value = problem;
    });
  }, [actions, failure]);

  const give = (driver: Driver | null) =>
    onlyClick(() => {
      actions.run(ticket, { accion: 'asignar', repartidor_id: driver?.id ?? null }, driver);
      // The move is based on the ticket with its driver, so the two commands go in sequence.
      const given = actions.find(ticket.ticket_id);
      if (leaves && given) actions.run(given, { accion: 'avanzar' });
      actions.close();
    });
  const handOver = onlyClick(() => {
    actions.run(ticket, { accion: 'mover', estado: 'entregado' });
    actions.close();
  });

  const drivers = actions.drivers.value;
  const now = ticket.repartidor;
  return (
    <>
      {!drivers && (
        <p class="modal-text">{failure.value ? problemText(failure.value) : words().drivers.loading}</p>
      )}
      {drivers?.length === 0 && <p class="modal-text">{words().drivers.none}</p>}
      <ul class="choices">
        {drivers?.map((driver) => (
          <li key={driver.id}>
            <button
              type="button"
              class="choice"
              data-accion="elegir-repartidor"
              data-repartidor={driver.id}
              disabled={driver.id === now?.id}
              onClick={give(driver)}
            >
              {driver.nombre}
              <span class="choice-note">
                {driver.id === now?.id && `${words().drivers.hasItNow} · `}
                {loadOf(driver)}
              </span>
            </button>
          </li>
        ))}
        {now && ticket.estado !== 'en-camino' && !leaves && (
          <li>
            <button type="button" class="choice" data-accion="sin-repartidor" onClick={give(null)}>
              {words().drivers.nobody}
            </button>
          </li>
        )}
        {leaves && actions.offers(ticket).handOver && (
          <li>
            <button type="button" class="choice" data-accion="retirar" onClick={handOver}>
              {words().drivers.pickUp} <span class="choice-note">{words().drivers.isDelivered}</span>
            </button>
          </li>
        )}
      </ul>
    </>
  );
}

/** Says what a driver has on the way and since when, and what waits for them in the shop. */
function loadOf({ en_camino: away = 0, por_salir: waiting = 0, desde }: Driver): string {
  const { free, carries, since, takes } = words().drivers;
  if (away + waiting === 0) return free;
  const parts = [away > 0 && carries(away) + (desde ? since(formatTime(desde)) : '')];
  return [...parts, waiting > 0 && takes(waiting)].filter(Boolean).join(' · ');
}

/** Why the order is cancelled: without a reason it is not. */
function CancelStep({ ticket, actions }: StepProps) {
  const reason = useRef<HTMLInputElement>(null);
  const cancel = (event: SubmitEvent) => {
    event.preventDefault();
    const motivo = reason.current?.value.trim();
    if (!motivo) return reason.current?.focus();
    actions.run(ticket, { accion: 'cancelar', motivo });
    actions.close();
  };
  const fill = (motivo: string) => {
    if (!reason.current) return;
    reason.current.value = motivo;
    reason.current.focus();
  };
  return (
    <form class="form" onSubmit={cancel}>
      <label class="field">
        {words().reason}
        <input ref={reason} name="motivo" required maxLength={500} autocomplete="off" data-inicio />
      </label>
      <div class="chips">
        {Object.values(words().reasons).map((motivo) => (
          <button key={motivo} type="button" class="chip" onClick={() => fill(motivo)}>
            {motivo}
          </button>
        ))}
      </div>
      <button type="submit" class="button button-danger" data-accion="confirmar-cancelar">
        {words().cancel}
      </button>
    </form>
  );
}

/** How urgent the order is. */
function PriorityStep({ ticket, actions }: StepProps) {
  return (
    <ul class="choices">
      {[...priorities].reverse().map((prioridad) => (
        <li key={prioridad}>
          <button
            type="button"
            class="choice"
            data-accion="elegir-prioridad"
            data-prioridad={prioridad}
            disabled={prioridad === ticket.prioridad}
            onClick={onlyClick(() => {
              actions.run(ticket, { accion: 'priorizar', prioridad });
              actions.close();
            })}
          >
            {labels().priorities[prioridad]}
            {prioridad === ticket.prioridad && <span class="choice-note">{words().currentPriority}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What the kitchen and the driver have to know. */
function NotesStep({ ticket, actions }: StepProps) {
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const text = new FormData(event.currentTarget as HTMLFormElement).get('indicaciones');
    const indicaciones = String(text ?? '').trim() || null;
    if (indicaciones !== ticket.indicaciones) actions.run(ticket, { accion: 'anotar', indicaciones });
    actions.close();
  };
  return (
    <form class="form" onSubmit={save}>
      <label class="field">
        {words().notes}
        <textarea name="indicaciones" rows={4} maxLength={2000} defaultValue={ticket.indicaciones ?? ''} />
      </label>
      <button type="submit" class="button button-main" data-accion="guardar-indicaciones">
        {words().save}
      </button>
    </form>
  );
}

/** The props of each step. */
export type StepProps = { ticket: ShownTicket; actions: TicketActions; print(ticket: ShownTicket): void };
