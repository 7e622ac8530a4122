import { type OwnAccount, problemType, ticketPaths } from '@relevo/contract';
import { type Reply, requestJson } from '../api/request.ts';

/**
 * A request that the service answers only a short while after a sign-in. Where that is over, it asks who is there to
 * confirm who they are, and then goes on with what was wanted. Never rejects.
 */
export async function requestFresh<T>(
  path: string,
  options: { method?: string; body?: unknown } = {},
): Promise<Reply<T>> {
  const reply = await requestJson<T>(path, options);
  if (reply.ok || reply.type !== problemType('entrada-reciente')) return reply;
  return (await confirmWho()) ? requestJson(path, options) : reply;
}

/** Makes sure of a fresh sign-in, for what no answer can be read of, such as a download. @returns whether it is one */
export async function beFresh(): Promise<boolean> {
  const reply = await requestJson<OwnAccount>(ticketPaths.account);
  // Without an answer the service decides.
  return !reply.ok || reply.value.reciente_hasta !== null || confirmWho();
}

let asked: Promise<boolean> | undefined;

/** Asks once, however many requests wait for it. */
async function confirmWho(): Promise<boolean> {
  asked ??= import('./confirm-dialog.tsx')
    .then(({ openConfirmDialog }) => openConfirmDialog())
    .catch(() => false);
  try {
    return await asked;
  } finally {
    asked = undefined;
  }
}
