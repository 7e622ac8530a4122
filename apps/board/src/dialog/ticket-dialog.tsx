import {
  actionPlaces,
  actionWords,
  type DialogStep,
  type MenuAction,
  menuActions,
} from '../actions/action-places.ts';
import { offersPlace, startAction } from '../actions/start-action.ts';
import { printWords } from '../features/printing/print-toast.tsx';
import { splitNumero } from '../ticket/ticket-number.tsx';
import { onlyClick } from '../ui/click.ts';
import { lazy } from '../ui/lazy.tsx';
import { Modal } from '../ui/modal.tsx';
import { askingSteps, DriverStep, type Step, type StepProps } from './steps.tsx';
import { dialogWords as words } from './words.ts';

// It asks the service anyway, so it may come with the answer.
const HistoryStep = lazy(() => import('./history-step.tsx').then((part) => part.HistoryStep));

/** Shows the dialog about one order, one step at a time. */
export function TicketDialog({ actions, print }: Omit<StepProps, 'ticket'>) {
  const open = actions.dialog.value;
  const ticket = open ? actions.find(open.ticketId) : undefined;
  if (!open || !ticket) return null;
  const Step = steps[open.step];
  return (
    <Modal
      key={open.ticketId}
      step={open.step}
      onClose={actions.close}
      title={
        <>
          {words().titles[open.step]} <bdi>{splitNumero(ticket.numero).own}</bdi>
        </>
      }
    >
      <Step key={open.step} ticket={ticket} actions={actions} print={print} />
    </Modal>
  );
}

const steps: Record<DialogStep, Step> = {
  ...askingSteps,
  menu: MenuStep,
  salida: (props) => <DriverStep {...props} leaves />,
  historial: HistoryStep,
};

/** Lists the other actions on an order, without those that the service would refuse. */
function MenuStep({ ticket, actions, print }: StepProps) {
  const offers = actions.offers(ticket);
  const entriesOf = (look: 'plain' | 'danger') =>
    menuActions(look)
      .filter((accion) => offersPlace(offers, accion))
      .map((accion) => (
        <Entry
          key={accion}
          label={labelOf(accion, ticket)}
          control={controlOf(accion)}
          danger={look === 'danger'}
          choose={() => startAction(actions, ticket, accion)}
        />
      ));
  return (
    <ul class="choices">
      {entriesOf('plain')}
      {offers.print && (
        <Entry
          label={printWords().print}
          control="imprimir"
          choose={() => {
            actions.close();
            print(ticket);
          }}
        />
      )}
      <Entry
        label={words().history}
        control="historial"
        choose={() => actions.open(ticket.ticket_id, 'historial')}
      />
      {entriesOf('danger')}
    </ul>
  );
}

type EntryProps = { label: string; control: string; danger?: boolean; choose(): void };

function Entry({ label, control, danger = false, choose }: EntryProps) {
  return (
    <li>
      <button
        type="button"
        class={danger ? 'choice choice-danger' : 'choice'}
        data-accion={control}
        onClick={onlyClick(choose)}
      >
        {label}
      </button>
    </li>
  );
}

function labelOf(accion: MenuAction, ticket: StepProps['ticket']): string {
  const label = actionWords().menu[accion];
  return typeof label === 'string' ? label : label(ticket);
}

function controlOf(accion: MenuAction): string {
  const place = actionPlaces[accion];
  return 'control' in place ? place.control : accion;
}
