import type { Person } from '@relevo/contract';
import type { Response } from 'express';

/** Who asks. Only in routes behind `requireReader`; throws elsewhere. */
export function personOf(response: Pick<Response, 'locals'>): Person {
  const { person } = response.locals as { person?: Person };
  if (!person) throw new Error('personOf is only for routes behind requireReader');
  return person;
}

/** Notes who asks, for `personOf`. */
export function setPerson(response: Pick<Response, 'locals'>, person: Person): void {
  response.locals.person = person;
}

/** The person that a service is which presents a key: it may do what an operator may. */
export function servicePerson(caller: string): Person {
  return { id: null, nombre: caller, rol: 'operador' };
}
