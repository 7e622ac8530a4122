import type { Role } from '@relevo/contract';

type Standing = { role: Role; active: boolean };

export type Verdict =
  /** Nobody could add or change people any more. `campo` is what may not change. */
  | { kind: 'last-admin'; campo: 'rol' | 'activo' }
  /** Which of the person's sessions end; `others` spares the one that the change was made with. */
  | { kind: 'allowed'; ends: 'none' | 'others' | 'all' };

/** Whether a person may be changed like this, and what becomes of their sessions. */
export function judgeChange(
  before: Standing,
  after: Standing & { newPassword: boolean },
  otherActiveAdmins: number,
): Verdict {
  const wasAdmin = before.active && before.role === 'admin';
  if (wasAdmin && otherActiveAdmins === 0) {
    if (!after.active) return { kind: 'last-admin', campo: 'activo' };
    if (after.role !== 'admin') return { kind: 'last-admin', campo: 'rol' };
  }
  if (after.role !== before.role || after.active !== before.active) return { kind: 'allowed', ends: 'all' };
  return { kind: 'allowed', ends: after.newPassword ? 'others' : 'none' };
}
