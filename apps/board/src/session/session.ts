import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Person } from '@relevo/contract';
import type { Clock } from '../device/clock.ts';
import type { OtherTabs } from './other-tabs.ts';
import type { LinkToken } from './read-token.ts';
import type { SessionApi, SessionReply } from './session-api.ts';

export type Outside = 'sin-sesion' | 'enlace-vencido' | 'demasiados-intentos' | 'vencida' | 'cerrada';

export type Session =
  | { kind: 'comprobando' }
  | { kind: 'adentro'; persona: Person }
  /** `until`: when it is worth another try, in milliseconds since 1970 by this device. */
  | { kind: 'afuera'; motivo: Outside; until?: number }
  /** The service did not answer; it is asked again. */
  | { kind: 'sin-servicio' };

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
  const state = signal<Session>({ kind: 'comprobando' });
  let { link } = deps;

  async function enter(): Promise<void> {
    const reply = link === null ? await api.whoAmI() : await api.signIn({ token: link.token });
    if (reply.kind === 'unreachable') {
      state.value = { kind: 'sin-servicio' };
      clock.after(retryMs, () => void enter());
    } else if (reply.kind === 'inside') {
      // A TV has no hands: its link is kept to bring it back in.
      if (link !== null) others?.tell();
      if (!link?.tv) link = null;
      state.value = { kind: 'adentro', persona: reply.persona };
    } else if (reply.kind === 'too-many') {
      state.value = { kind: 'afuera', motivo: 'demasiados-intentos', until: untilOf(reply.retryAfterS) };
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
        ? { kind: 'adentro', persona: known.persona }
        : { kind: 'afuera', motivo: hadLink ? 'enlace-vencido' : 'sin-sesion' };
  }

  // The cookie is another's by now: what this tab does next would be done in their name.
  others?.onTold(() => {
    link = null;
    state.value = { kind: 'comprobando' };
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
        state.value = { kind: 'adentro', persona: reply.persona };
      }
      return reply.kind;
    },
    async leave() {
      if (!(await api.signOut())) return;
      others?.tell();
      state.value = { kind: 'afuera', motivo: 'cerrada' };
    },
    lost() {
      if (state.value.kind !== 'adentro') return;
      state.value = { kind: 'afuera', motivo: 'vencida' };
      if (link?.tv) clock.after(retryMs, () => void enter());
    },
  };
}
