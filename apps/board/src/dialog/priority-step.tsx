import { priorities } from '@relevo/contract';
import { labels } from '../view/labels.ts';
import { onlyClick } from '../view/only-click.ts';
import type { StepProps } from './step-props.ts';
import { dialogWords as words } from './words.ts';

/** How urgent the order is. */
export function PriorityStep({ ticket, work }: StepProps) {
  return (
    <ul class="choices">
      {priorities.toReversed().map((prioridad) => (
        <li key={prioridad}>
          <button
            type="button"
            class="choice"
            data-accion="elegir-prioridad"
            data-prioridad={prioridad}
            disabled={prioridad === ticket.prioridad}
            onClick={onlyClick(() => {
              work.run(ticket, { accion: 'priorizar', prioridad });
              work.close();
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
