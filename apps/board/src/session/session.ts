import { type ReadonlySignal, signal } from '@preact/signals-core';
import { type Person, ticketPaths } from '@relevo/contract';
import { requestJson } from '../api/request.ts';
import type { Clock } from '../device/clock.ts';

type Outside = 'no-session' | 'link-expired' | 'too-many-attempts' | 'expired' | 'left';

export type Session =
  | { kind: 'checking' }
  | { kind: 'signed-in'; person: Person }
  /** `until`: when it is worth another try, in milliseconds since 1970 by this device. */
  | { kind: 'signed-out'; reason: Outside; until?: number }
  /** The service did not answer; it is asked again. */
  | { kind: 'no-service' };

/** What came of a try with email and password. */
export type SignInOutcome = Exclude<SessionReply['kind'], 'too-many'> | { until: number };

export type SessionKeeper = {
  state: ReadonlySignal<Session>;
  enter(): Promise<void>;
  signIn(email: string, clave: string): Promise<SignInOutcome>;
  leave(): Promise<void>;
  /** The service says that the session is over. */
  lost(): void;
};

const retryMs = 3_000;

/** Gets a person in: by the link's token if there is one, else by the session that is there, else by password. */
export function createSession(deps: {
  api: SessionApi;
  clock: Clock;
  link: LinkToken | null;
  others?: OtherTabs;
}): SessionKeeper {
  const { api, clock, others } = deps;
  const state = signal<Session>({ kind: 'checking' });
  let { link } = deps;

  async function enter(): Promise<void> {
    const reply = link === null ? await api.whoAmI() : await api.signIn({ token: link.token });
    if (reply.kind === 'unreachable') {
      state.value = { kind: 'no-service' };
      clock.after(retryMs, () => void enter());
    } else if (reply.kind === 'inside') {
      // A TV has no hands: its link is kept to bring it back in.
      if (link !== null) others?.tell();
      if (!link?.tv) link = null;
      state.value = { kind: 'signed-in', person: reply.person };
    } else if (reply.kind === 'too-many') {
      state.value = { kind: 'signed-out', reason: 'too-many-attempts', until: untilOf(reply.retryAfterS) };
    } else {
      await refused();
    }
  }

  // A link that was used in this very browser before: whoever opens it again is in already.
  async function refused(): Promise<void> {
    const hadLink = link !== null;
    link = null;
    const known = hadLink ? await api.whoAmI() : null;
    state.value =
      known?.kind === 'inside'
        ? { kind: 'signed-in', person: known.person }
        : { kind: 'signed-out', reason: hadLink ? 'link-expired' : 'no-session' };
  }

  // The cookie is another's by now: what this tab does next would be done in their name.
  others?.onTold(() => {
    link = null;
    state.value = { kind: 'checking' };
    void enter();
  });

  const untilOf = (waitS: number) => clock.now() + waitS * 1_000;

  return {
    state,
    enter,
    async signIn(email, clave) {
      const reply = await api.signIn({ email, clave });
      if (reply.kind === 'too-many') return { until: untilOf(reply.retryAfterS) };
      if (reply.kind === 'inside') {
        others?.tell();
        state.value = { kind: 'signed-in', person: reply.person };
      }
      return reply.kind;
    },
    async leave() {
      if (!(await api.signOut())) return;
      others?.tell();
      state.value = { kind: 'signed-out', reason: 'left' };
    },
    lost() {
      if (state.value.kind !== 'signed-in') return;
      state.value = { kind: 'signed-out', reason: 'expired' };
      if (link?.tv) clock.after(retryMs, () => void enter());
    },
  };
}

type Credentials = { token: string } | { email: string; clave: string };

export type SessionReply =
  | { kind: 'inside'; person: Person }
  | { kind: 'refused' }
  /** `retryAfterS`: seconds until it is worth another try. */
  | { kind: 'too-many'; retryAfterS: number }
  /** No answer, or none that says anything about the session. */
  | { kind: 'unreachable' };

type SessionApi = {
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
    return reply.value ? { kind: 'inside', person: reply.value.operador } : { kind: 'unreachable' };
  if (reply.status === 429) return { kind: 'too-many', retryAfterS: reply.retryAfterS ?? defaultWaitS };
  if (reply.status === 401 || reply.status === 400 || reply.status === 403) return { kind: 'refused' };
  return { kind: 'unreachable' };
}

/** The same board in other tabs of this browser: they share the session's cookie. */
type OtherTabs = {
  /** Somebody has signed in or out here. */
  tell(): void;
  /** Calls `run` when somebody has done so there. */
  onTold(run: () => void): void;
};

/** Over a BroadcastChannel, which does not speak to the tab that it speaks from. */
export function createOtherTabs(): OtherTabs {
  const channel = new BroadcastChannel('relevo:sesion');
  return {
    tell: () => channel.postMessage('another-person'),
    onTold(run) {
      channel.onmessage = run;
    },
  };
}

/** The token of a link. A TV's works until it is revoked, all others once. */
export type LinkToken = { token: string; tv: boolean };

/**
 * The token of a one-time link (`/entrar#<token>`) or of a TV's (`/tv#<token>`), or null. It stands in the
 * fragment, which no server sees.
 */
export function readToken({ pathname, hash }: { pathname: string; hash: string }): LinkToken | null {
  const [, page] = /^\/+(entrar|tv)\/*$/.exec(pathname) ?? [];
  const token = hash.slice(1);
  return page && token ? { token, tv: page === 'tv' } : null;
}
