import type { Work } from '../commands/queued-command.ts';
import { printWords } from '../features/printing/print-toast.tsx';
import { onlyClick } from '../view/only-click.ts';
import type { DialogStep } from '../work/workbench.ts';
import type { StepProps } from './step-props.ts';
import { dialogWords as words } from './words.ts';

/** What else can be done to an order. What the service would refuse is not there. */
export function MenuStep({ ticket, work, printer }: StepProps) {
  const offers = work.offers(ticket);
  const step = (label: string, next: DialogStep, danger = false) => (
    <li>
      <button
        type="button"
        class={danger ? 'choice choice-danger' : 'choice'}
        data-accion={next}
        onClick={onlyClick(() => work.open(ticket.ticket_id, next))}
      >
        {label}
      </button>
    </li>
  );
  const act = (label: string, accion: string, wish: Work) => (
    <li>
      <button
        type="button"
        class="choice"
        data-accion={accion}
        onClick={onlyClick(() => {
          work.run(ticket, wish);
          work.close();
        })}
      >
        {label}
      </button>
    </li>
  );
  return (
    <ul class="choices">
      {offers.assign &&
        step(ticket.repartidor ? words().menu.changeDriver : words().menu.giveDriver, 'asignar')}
      {offers.handOver && act(words().menu.pickedUp, 'retirar', pickedUp)}
      {offers.prioritize && step(words().menu.priority, 'priorizar')}
      {offers.annotate && step(words().menu.notes, 'anotar')}
      {offers.undo && act(words().menu.undo, 'deshacer', { accion: 'deshacer' })}
      {offers.print && (
        <li>
          <button
            type="button"
            class="choice"
            data-accion="imprimir"
            onClick={onlyClick(() => {
              work.close();
              printer.print(ticket);
            })}
          >
            {printWords().print}
          </button>
        </li>
      )}
      {step(words().menu.history, 'historial')}
      {offers.cancel && step(words().menu.cancel, 'cancelar', true)}
    </ul>
  );
}

const pickedUp: Work = { accion: 'mover', estado: 'entregado' };
