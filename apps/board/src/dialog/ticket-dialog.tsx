import type { Wish } from '@relevo/contract';
import type { DialogStep } from '../actions/ticket-actions.ts';
import { printWords } from '../features/printing/print-toast.tsx';
import { splitNumero } from '../ticket/ticket-number.tsx';
import { onlyClick } from '../ui/click.ts';
import { lazy } from '../ui/lazy.tsx';
import { Modal } from '../ui/modal.tsx';
import { CancelStep, DriverStep, NotesStep, PriorityStep, type StepProps } from './steps.tsx';
import { dialogWords as words } from './words.ts';

const NotDeliveredStep = lazy(() =>
  import('../features/drivers/not-delivered-step.tsx').then((part) => part.NotDeliveredStep),
);
// It asks the service anyway, so it may come with the answer.
const HistoryStep = lazy(() => import('./history-step.tsx').then((part) => part.HistoryStep));

/** Everything that is asked about one order, one question at a time. */
export function TicketDialog({ work, print }: Omit<StepProps, 'ticket'>) {
  const open = work.dialog.value;
  const ticket = open ? work.find(open.ticketId) : undefined;
  if (!open || !ticket) return null;
  const Step = steps[open.step];
  return (
    <Modal
      key={open.ticketId}
      step={open.step}
      onClose={work.close}
      title={
        <>
          {words().titles[open.step]} <bdi>{splitNumero(ticket.numero).own}</bdi>
        </>
      }
    >
      <Step key={open.step} ticket={ticket} work={work} print={print} />
    </Modal>
  );
}

const steps: Record<DialogStep, (props: StepProps) => preact.JSX.Element | null> = {
  menu: MenuStep,
  salida: (props) => <DriverStep {...props} leaves />,
  asignar: DriverStep,
  priorizar: PriorityStep,
  anotar: NotesStep,
  cancelar: (props) =>
    props.work.person.rol === 'repartidor' ? <NotDeliveredStep {...props} /> : <CancelStep {...props} />,
  historial: HistoryStep,
};

/** What else can be done to an order. What the service would refuse is not there. */
function MenuStep({ ticket, work, print }: StepProps) {
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
  const act = (label: string, accion: string, wish: Wish) => (
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
      {offers.asignar &&
        step(ticket.repartidor ? words().menu.changeDriver : words().menu.giveDriver, 'asignar')}
      {offers.handOver && act(words().menu.pickedUp, 'retirar', pickedUp)}
      {offers.priorizar && step(words().menu.priority, 'priorizar')}
      {offers.anotar && step(words().menu.notes, 'anotar')}
      {offers.deshacer && act(words().menu.undo, 'deshacer', { accion: 'deshacer' })}
      {offers.print && (
        <li>
          <button
            type="button"
            class="choice"
            data-accion="imprimir"
            onClick={onlyClick(() => {
              work.close();
              print(ticket);
            })}
          >
            {printWords().print}
          </button>
        </li>
      )}
      {step(words().menu.history, 'historial')}
      {offers.cancelar && step(words().menu.cancel, 'cancelar', true)}
    </ul>
  );
}

const pickedUp: Wish = { accion: 'mover', estado: 'entregado' };
