import { type AskingAction, actionPlaces, type KeyedAction, type MenuAction } from './action-places.ts';
import type { OfferedActions } from './offered-actions.ts';
import type { ShownTicket } from './queued-command.ts';
import type { TicketActions } from './ticket-actions.ts';

/** Does an action by its entry in the menu or by its key, or asks first what it takes. @returns whether it is offered */
export function startAction(
  actions: TicketActions,
  ticket: ShownTicket,
  accion: MenuAction | KeyedAction,
): boolean {
  if (!offersPlace(actions.offers(ticket), accion)) return false;
  const { does } = actionPlaces[accion];
  if (does === 'asks') actions.open(ticket.ticket_id, accion as AskingAction);
  else {
    actions.run(ticket, does);
    actions.close();
  }
  return true;
}

/** Whether an action is offered where the table places it. */
export function offersPlace(offers: OfferedActions, accion: MenuAction | KeyedAction): boolean {
  return accion === 'mover' ? offers.handOver : offers[accion];
}
