import { type ReadonlySignal, signal } from '@preact/signals-core';
import { type Person, ticketPaths } from '@relevo/contract';
import { requestJson } from '../api/request.ts';
import type { Clock } from '../device/clock.ts';

type Outside = 'no-session' | 'link-expired' | 'too-many-attempts' | 'expired' | 'left';

export type Session =
  | { kind: 'checking' }
  | { kind: 'signed-in'; person: Person }
  /** `until`: when to try again, in milliseconds since 1970 by this device's clock. */
  | { kind: 'signed-out'; reason: Outside; until?: number }
  /** The service did not answer; the page asks again. */
  | { kind: 'no-service' };

/** The outcome of signing in with email and password. */
export type SignInOutcome = Exclude<SessionReply['kind'], 'too-many'> | { until: number };

export type SessionKeeper = {
  state: ReadonlySignal<Session>;
  enter(): Promise<void>;
  signIn(email: string, clave: string): Promise<SignInOutcome>;
  leave(): Promise<void>;
  /** Ends the session, because the service says that it is over. */
  lost(): void;
};

const retryMs = 3_000;

/** Signs a person in: by the link's token if there is one, else by the existing session, else by password. */
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
      // Keep a TV's link to sign it in again: nobody can type there.
      if (link !== null) others?.post();
      if (!link?.tv) link = null;
      state.value = { kind: 'signed-in', person: reply.person };
    } else if (reply.kind === 'too-many') {
      state.value = { kind: 'signed-out', reason: 'too-many-attempts', until: untilOf(reply.retryAfterS) };
    } else {
      await refused();
    }
  }

  // If this browser used the link before, whoever opens it again has a session already.
  async function refused(): Promise<void> {
    const hadLink = link !== null;
    link = null;
    const known = hadLink ? await api.whoAmI() : null;
    state.value =
      known?.kind === 'inside'
        ? { kind: 'signed-in', person: known.person }
        : { kind: 'signed-out', reason: hadLink ? 'link-expired' : 'no-session' };
  }

  // The cookie now belongs to somebody else: whatever this tab does next would be done in their name.
  others?.onPost(() => {
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
        others?.post();
        state.value = { kind: 'signed-in', person: reply.person };
      }
      return reply.kind;
    },
    async leave() {
      if (!(await api.signOut())) return;
      others?.post();
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
  /** `retryAfterS`: seconds to wait before the next attempt. */
  | { kind: 'too-many'; retryAfterS: number }
  /** No answer, or one that says nothing about the session. */
  | { kind: 'unreachable' };

type SessionApi = {
  signIn(credentials: Credentials): Promise<SessionReply>;
  whoAmI(): Promise<SessionReply>;
  /** Ends the session. @returns whether the service confirmed it */
  signOut(): Promise<boolean>;
};

const defaultWaitS = 60;

/** Reads, starts and ends a person's session over HTTP. Never rejects. */
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

/** The other tabs of this browser, which share the session's cookie. */
type OtherTabs = {
  /** Tells the other tabs that somebody signed in or out here. */
  post(): void;
  /** Calls `run` when somebody signed in or out in another tab. */
  onPost(run: () => void): void;
};

/** Reaches the other tabs over a BroadcastChannel, which skips the tab that posts. */
export function createOtherTabs(): OtherTabs {
  const channel = new BroadcastChannel('relevo:sesion');
  return {
    post: () => channel.postMessage('another-person'),
    onPost(run) {
      channel.onmessage = run;
    },
  };
}

/** The token of a link. A TV's token works until it is revoked, all others work once. */
export type LinkToken = { token: string; tv: boolean };

/**
 * Reads the token of a one-time link (`/entrar#<token>`) or of a TV's link (`/tv#<token>`); null if there is none. The
 * token is in the fragment, which browsers never send to a server.
 */
export function readToken({ pathname, hash }: { pathname: string; hash: string }): LinkToken | null {
  const [, page] = /^\/+(entrar|tv)\/*$/.exec(pathname) ?? [];
  const token = hash.slice(1);
  return page && token ? { token, tv: page === 'tv' } : null;
}
