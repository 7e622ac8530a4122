import { expect, it } from 'vitest';
import { decidePersonChange } from './person.ts';

const admin = { role: 'admin', active: true } as const;
const operator = { role: 'operador', active: true } as const;
const off = { active: false };
const lastAdmin = (campo: string) => ({ kind: 'last-admin', campo });
const ends = (what: string) => ({ kind: 'allowed', ends: what });

it.each([
  ['deactivates the last admin', admin, { ...admin, ...off }, 0, lastAdmin('activo')],
  ['demotes the last admin', admin, operator, 0, lastAdmin('rol')],
  ['demotes and deactivates the last admin', admin, { ...operator, ...off }, 0, lastAdmin('activo')],
  ['deactivates one of two admins', admin, { ...admin, ...off }, 1, ends('all')],
  ['demotes one of two admins', admin, operator, 1, ends('all')],
  ['gives the last admin a password', admin, { ...admin, newPassword: true }, 0, ends('others')],
  ['changes nothing of the last admin’s standing', admin, admin, 0, ends('none')],
  ['demotes an admin who is not active', { ...admin, ...off }, { ...operator, ...off }, 0, ends('all')],
  ['deactivates an operator', operator, { ...operator, ...off }, 1, ends('all')],
  ['brings an operator back', { ...operator, ...off }, operator, 1, ends('all')],
  ['makes an operator an admin', operator, admin, 0, ends('all')],
  ['changes role and password', operator, { ...admin, newPassword: true }, 0, ends('all')],
])('judges who %s', (_what, before, after, others, verdict) => {
  expect(decidePersonChange(before, { newPassword: false, ...after }, others)).toEqual(verdict);
});
