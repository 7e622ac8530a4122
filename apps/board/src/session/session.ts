import { type ReadonlySignal, signal } from '@preact/signals-core';
import { type Person, problemType, ticketPaths } from '@relevo/contract';
import { type OtherHost, requestJson } from '../api/request.ts';
import type { Clock } from '../device/clock.ts';
import type { DeviceStorage } from '../device/storage.ts';
import { newUuid } from '../device/uuid.ts';

type Outside =
  | 'no-session'
  | 'code'
  | 'link-expired'
  | 'link-in-use'
  | 'too-many-attempts'
  | 'expired'
  | 'left';

export type Session =
  | { kind: 'checking' }
  /**
   * `noPassword`: an admin who can come back only by another link. `remembered`: who was here last; the service does not
   * answer, and the page asks again.
   */
  | { kind: 'signed-in'; person: Person; noPassword?: boolean; remembered?: boolean }
  /** `until`: when to try again, in milliseconds since 1970 by this device's clock. */
  | { kind: 'signed-out'; reason: Outside; until?: number }
  /** A proxy hides this page's address from the service, which then lets nobody in. */
  | { kind: 'closed-door'; otherHost: OtherHost }
  /** The service did not answer; the page asks again. */
  | { kind: 'no-service' };

/** The outcome of signing in with email and password. */
export type SignInOutcome =
  | Exclude<SessionReply['kind'], 'too-many' | 'in-use' | 'closed-door'>
  | { until: number };

export type SessionKeeper = {
  state: ReadonlySignal<Session>;
  enter(): Promise<void>;
  /** With a code alone: for the link that asked for one. */
  signIn(credentials: Password | { codigo: string }): Promise<SignInOutcome>;
  leave(): Promise<void>;
  /** Lets the last person in until the service answers. @returns false: it has answered, or somebody came by a link */
  remember(person: Person): boolean;
  /** Ends the session, because the service says that it is over. */
  lost(): void;
};

const retryMs = 3_000;
/** How long a screen waits for its link to be freed, or for the door to open, before it looks again. */
const inUseMs = 20_000;

/**
 * Signs a person in: by the link's token if there is one, else by the existing session, else by password. A TV's session
 * comes back by itself: its device keeps a secret that only the service reads.
 */
export function createSession(deps: {
  api: SessionApi;
  clock: Clock;
  link: string | null;
  others?: OtherTabs;
}): SessionKeeper {
  const { api, clock, others } = deps;
  const state = signal<Session>({ kind: 'checking' });
  let { link } = deps;
  let wasTv = false;

  async function enter(): Promise<void> {
    const reply = link === null ? await api.whoAmI() : await api.signIn({ token: link });
    const { value } = state;
    if (reply.kind === 'unreachable') {
      if (value.kind !== 'signed-in') state.value = { kind: 'no-service' };
      clock.after(retryMs, () => void enter());
    } else if (reply.kind === 'inside') {
      if (link !== null) others?.post();
      link = null;
      // The same object: for the board it is the same person still.
      const isSame = value.kind === 'signed-in' && isSamePerson(value.person, reply.person);
      state.value = signedIn(isSame ? { ...reply, person: value.person } : reply);
    } else if (reply.kind === 'closed-door') {
      state.value = reply;
      // The link was not used: it works once the proxy is right. Nobody has to come to a screen on the wall for that.
      if (link !== null) clock.after(inUseMs, () => state.peek() === reply && void enter());
    } else if (reply.kind === 'code') {
      state.value = { kind: 'signed-out', reason: 'code' };
    } else if (reply.kind === 'too-many') {
      state.value = { kind: 'signed-out', reason: 'too-many-attempts', until: untilOf(reply.retryAfterS) };
    } else if (reply.kind === 'in-use') {
      const waiting: Session = { kind: 'signed-out', reason: 'link-in-use' };
      state.value = waiting;
      // Nobody has to come back to the screen once the link is free.
      clock.after(inUseMs, () => state.peek() === waiting && void enter());
    } else {
      await refused();
    }
  }

  // If this browser used the link before, whoever opens it again has a session already.
  async function refused(): Promise<void> {
    const hadLink = link !== null || wasTv;
    link = null;
    const known = hadLink ? await api.whoAmI() : null;
    state.value =
      known?.kind === 'inside'
        ? signedIn(known)
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
    async signIn(credentials) {
      const reply = await api.signIn(
        'clave' in credentials ? credentials : { token: link ?? '', ...credentials },
      );
      if (reply.kind === 'too-many') return { until: untilOf(reply.retryAfterS) };
      if (reply.kind === 'closed-door') {
        state.value = reply;
        return 'refused';
      }
      if (reply.kind === 'inside') {
        others?.post();
        link = null;
        state.value = signedIn(reply);
      }
      return reply.kind === 'in-use' ? 'refused' : reply.kind;
    },
    async leave() {
      if (!(await api.signOut())) return;
      others?.post();
      state.value = { kind: 'signed-out', reason: 'left' };
    },
    remember(person) {
      const { kind } = state.value;
      if (link !== null || (kind !== 'checking' && kind !== 'no-service')) return false;
      state.value = { kind: 'signed-in', person, remembered: true };
      return true;
    },
    lost() {
      if (state.value.kind !== 'signed-in') return;
      // Only a TV's link has no person behind it.
      wasTv = state.value.person.id === null;
      state.value = { kind: 'signed-out', reason: 'expired' };
      if (wasTv) clock.after(retryMs, () => void enter());
    },
  };
}

/** Whether it is the same person with the same rights. */
export function isSamePerson(a: Person, b: Person): boolean {
  return a.id === b.id && a.nombre === b.nombre && a.rol === b.rol;
}

type Password = { email: string; clave: string; codigo?: string };
type Credentials = { token: string } | Password;

const signedIn = ({ person, noPassword }: Extract<SessionReply, { kind: 'inside' }>): Session => ({
  kind: 'signed-in',
  person,
  noPassword,
});

export type SessionReply =
  | { kind: 'inside'; person: Person; noPassword?: boolean }
  /** A code of the second factor is missing, or not right. */
  | { kind: 'code' }
  | { kind: 'refused' }
  | Extract<Session, { kind: 'closed-door' }>
  /** The link is a TV's and belongs to another device. */
  | { kind: 'in-use' }
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

type Inside = { operador: Person; falta_clave?: boolean };

async function ask(request: { method?: string; body?: Credentials }): Promise<SessionReply> {
  const reply = await requestJson<Inside | null>(ticketPaths.session, request);
  if (reply.ok) {
    const { operador: person, falta_clave: noPassword } = reply.value ?? {};
    return person ? { kind: 'inside', person, noPassword } : { kind: 'unreachable' };
  }
  if (reply.otherHost) return { kind: 'closed-door', otherHost: reply.otherHost };
  if (reply.type === problemType('segundo-factor')) return { kind: 'code' };
  if (reply.status === 429) return { kind: 'too-many', retryAfterS: reply.retryAfterS ?? defaultWaitS };
  if (reply.status === 409) return { kind: 'in-use' };
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

/** Reaches the other tabs over a BroadcastChannel, which skips the tab that posts; over their storage where there is none. */
export function createOtherTabs(device: DeviceStorage | null): OtherTabs {
  const name = 'relevo:sesion';
  if (!('BroadcastChannel' in globalThis)) {
    return {
      post: () => device?.setItem(name, newUuid()),
      onPost: (run) => device?.onChange?.(name, run),
    };
  }
  const channel = new BroadcastChannel(name);
  return {
    post: () => channel.postMessage('another-person'),
    onPost(run) {
      channel.onmessage = run;
    },
  };
}

/**
 * Reads the token of a one-time link (`/entrar#<token>`) or of a TV's link (`/tv#<token>`); null if there is none. The
 * token is in the fragment, which browsers never send to a server.
 */
export function readToken({ pathname, hash }: { pathname: string; hash: string }): string | null {
  return (/^\/+(entrar|tv)\/*$/.test(pathname) && hash.slice(1)) || null;
}
