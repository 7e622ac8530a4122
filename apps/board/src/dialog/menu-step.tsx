import type { Work } from '../commands/queued-command.ts';
import { keepFocus } from '../view/keep-focus.ts';
import { onlyClick } from '../view/only-click.ts';
import type { DialogStep } from '../work/workbench.ts';
import type { StepProps } from './step-props.ts';

/** What else can be done to an order. What the service would refuse is not there. */
export function MenuStep({ ticket, work }: StepProps) {
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
          keepFocus(ticket.ticket_id);
        })}
      >
        {label}
      </button>
    </li>
  );
  return (
    <ul class="choices">
      {offers.assign && step(ticket.repartidor ? 'Cambiar repartidor' : 'Asignar repartidor', 'asignar')}
      {offers.handOver && act('Retira en el local: ya está entregado', 'retirar', pickedUp)}
      {offers.prioritize && step('Cambiar prioridad', 'priorizar')}
      {offers.annotate && step('Editar indicaciones', 'anotar')}
      {offers.undo && act('Deshacer el último movimiento', 'deshacer', { accion: 'deshacer' })}
      {step('Ver historial', 'historial')}
      {offers.cancel && step('Cancelar el pedido…', 'cancelar', true)}
    </ul>
  );
}

const pickedUp: Work = { accion: 'mover', estado: 'entregado' };
