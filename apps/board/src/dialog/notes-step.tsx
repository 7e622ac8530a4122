import type { StepProps } from './step-props.ts';
import { dialogWords as words } from './words.ts';

/** What the kitchen and the driver have to know. */
export function NotesStep({ ticket, work }: StepProps) {
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const text = new FormData(event.currentTarget as HTMLFormElement).get('indicaciones');
    const indicaciones = String(text ?? '').trim() || null;
    if (indicaciones !== ticket.indicaciones) work.run(ticket, { accion: 'anotar', indicaciones });
    work.close();
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
