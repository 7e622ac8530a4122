import {
  type Action,
  actionRules,
  type Command,
  type Effect,
  type Given,
  type Refusal,
  type Wish,
} from './actions.ts';
import type { Role } from './roles.ts';
import type { Ticket, TicketEventName } from './ticket.ts';

export type Decision =
  | { kind: 'changed'; ticket: Ticket; evento: TicketEventName; change: Effect['change'] }
  | { kind: 'stale' }
  | Refusal;

/** Decides whether this person may do this to the ticket now, and returns its effect. */
export function decideCommand(command: Command, given: Given): Decision {
  const { ticket, now } = given;
  const barred = barredByPerson(command.accion, given);
  if (barred) return barred;
  if (command.version !== ticket.version) return { kind: 'stale' };
  const effect = effectOf(command, given);
  if (effect.kind !== 'changed') return effect;
  const { fields, change, evento = 'ticket_actualizado' } = effect;
  const actualizado_en = new Date(now).toISOString();
  return {
    kind: 'changed',
    ticket: { ...ticket, ...fields, version: ticket.version + 1, actualizado_en },
    evento,
    change,
  };
}

/** Applies a wish by the rules of the ticket alone, whoever asks and whatever the version. */
export function effectOf(wish: Wish, given: Given): Effect | Refusal {
  const rule = actionRules[wish.accion];
  return rule.barredBy?.(given) ?? rule.does(given, wish as never);
}

/** Returns why this person cannot do this to the ticket, whatever the command's fields; undefined: they can. */
export function barredFor(accion: Action, given: Given): Refusal | undefined {
  return barredByPerson(accion, given) ?? actionRules[accion].barredBy?.(given);
}

/** Tells whether a board offers this to this person. */
export function isOffered(accion: Action, given: Given): boolean {
  return !barredFor(accion, given) && (actionRules[accion].offered?.(given.ticket) ?? true);
}

/** Tells whether a role may do this to any ticket. */
export function mayDo(rol: Role, accion: Action): boolean {
  return actionRules[accion].by.includes(rol);
}

function barredByPerson(accion: Action, { ticket, person }: Given): Refusal | undefined {
  if (!mayDo(person.rol, accion)) return { kind: 'forbidden', why: 'role' };
  const isAnothers = person.rol === 'repartidor' && ticket.repartidor?.id !== person.id;
  return isAnothers ? { kind: 'forbidden', why: 'not-your-ticket' } : undefined;
}
