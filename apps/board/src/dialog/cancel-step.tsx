import { useRef } from 'preact/hooks';
import type { StepProps } from './step-props.ts';
import { dialogWords as words } from './words.ts';

/** Why the order is cancelled: without a reason it is not. */
export function CancelStep({ ticket, work }: StepProps) {
  const reason = useRef<HTMLInputElement>(null);
  const cancel = (event: SubmitEvent) => {
    event.preventDefault();
    const motivo = reason.current?.value.trim();
    if (!motivo) return reason.current?.focus();
    work.run(ticket, { accion: 'cancelar', motivo });
    work.close();
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
