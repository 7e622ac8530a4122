import { type Person, ticketPaths } from '@relevo/contract';
import { requestJson } from '../api/request-json.ts';

export type Credentials = { token: string } | { email: string; clave: string };

export type SessionReply =
  | { kind: 'inside'; persona: Person }
  | { kind: 'refused' }
  /** `retryAfterS`: seconds until it is worth another try. */
  | { kind: 'too-many'; retryAfterS: number }
  /** No answer, or none that says anything about the session. */
  | { kind: 'unreachable' };

export type SessionApi = {
  signIn(credentials: Credentials): Promise<SessionReply>;
  whoAmI(): Promise<SessionReply>;
  /** @returns whether the service has ended the session */
  signOut(): Promise<boolean>;
};

const defaultWaitS = 60;

/** A person's session over HTTP. Never rejects. */
export const sessionApi: SessionApi = {
  signIn: (body) => ask({ method: 'POST', body }),
  whoAmI: () => ask({}),
  async signOut() {
    const reply = await requestJson(ticketPaths.session, { method: 'DELETE' });
    return reply.ok || reply.status === 401;
  },
};

async function ask(request: { method?: string; body?: Credentials }): Promise<SessionReply> {
  const reply = await requestJson<{ operador: Person } | null>(ticketPaths.session, request);
  if (reply.ok)
    return reply.value ? { kind: 'inside', persona: reply.value.operador } : { kind: 'unreachable' };
  if (reply.status === 429) return { kind: 'too-many', retryAfterS: reply.retryAfterS ?? defaultWaitS };
  if (reply.status === 401 || reply.status === 400 || reply.status === 403) return { kind: 'refused' };
  return { kind: 'unreachable' };
}
