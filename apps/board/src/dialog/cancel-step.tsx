import { useRef } from 'preact/hooks';
import { keepFocus } from '../view/keep-focus.ts';
import type { StepProps } from './step-props.ts';

const usualReasons = ['El cliente se arrepintió', 'Falta mercadería', 'No se pudo ubicar al cliente'];

/** Why the order is cancelled: without a reason it is not. */
export function CancelStep({ ticket, work }: StepProps) {
  const reason = useRef<HTMLInputElement>(null);
  const cancel = (event: SubmitEvent) => {
    event.preventDefault();
    const motivo = reason.current?.value.trim();
    if (!motivo) return reason.current?.focus();
    work.run(ticket, { accion: 'cancelar', motivo });
    work.close();
    keepFocus(ticket.ticket_id);
  };
  const fill = (motivo: string) => {
    if (!reason.current) return;
    reason.current.value = motivo;
    reason.current.focus();
  };
  return (
    <form class="form" onSubmit={cancel}>
      <label class="field">
        Motivo
        <input ref={reason} name="motivo" required maxLength={500} autocomplete="off" data-inicio />
      </label>
      <div class="chips">
        {usualReasons.map((motivo) => (
          <button key={motivo} type="button" class="chip" onClick={() => fill(motivo)}>
            {motivo}
          </button>
        ))}
      </div>
      <button type="submit" class="button button-danger" data-accion="confirmar-cancelar">
        Cancelar el pedido
      </button>
    </form>
  );
}
