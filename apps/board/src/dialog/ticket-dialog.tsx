import type { Printer } from '../features/printing/printer.ts';
import { lazy } from '../view/lazy.tsx';
import { Modal } from '../view/modal.tsx';
import { splitNumero } from '../view/split-numero.ts';
import type { DialogStep, Workbench } from '../work/workbench.ts';
import { CancelStep } from './cancel-step.tsx';
import { DriverStep } from './driver-step.tsx';
import { MenuStep } from './menu-step.tsx';
import { NotesStep } from './notes-step.tsx';
import { PriorityStep } from './priority-step.tsx';
import type { StepProps } from './step-props.ts';
import { dialogWords as words } from './words.ts';

const NotDeliveredStep = lazy(() =>
  import('../features/drivers/not-delivered-step.tsx').then((part) => part.NotDeliveredStep),
);
// It asks the service anyway, so it may come with the answer.
const HistoryStep = lazy(() => import('./history-step.tsx').then((part) => part.HistoryStep));

/** Everything that is asked about one order, one question at a time. */
export function TicketDialog({ work, printer }: { work: Workbench; printer: Printer }) {
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
      <Step key={open.step} ticket={ticket} work={work} printer={printer} />
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
