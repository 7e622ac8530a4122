import type { ReadonlySignal } from '@preact/signals';
import { bilingual } from '../i18n/bilingual.ts';
import { lazy } from '../ui/lazy.tsx';
import type { Session, SessionKeeper } from './session.ts';

// Loaded on demand: whoever has a session or a link does not need them.
const WhyOutside = lazy(() => import('./sign-in-form.tsx').then((part) => part.WhyOutside));
const ClosedDoor = lazy(() => import('./closed-door.tsx').then((part) => part.ClosedDoor));
const SignInForm = lazy(() => import('./sign-in-form.tsx').then((part) => part.SignInForm), 'unseen');

type Props = {
  state: Exclude<Session, { kind: 'signed-in' }>;
  session: SessionKeeper;
  now: ReadonlySignal<number>;
};

/** Shows how to sign in. */
export function SignInPage({ state, session, now }: Props) {
  const waits = (state.kind === 'checking' || state.kind === 'no-service') && words()[state.kind];
  return (
    <main class="sign-in" data-sesion={state.kind === 'signed-out' ? state.reason : state.kind}>
      <div class="sign-in-card">
        <p class="brand">
          <img src="/favicon.svg" alt="" width="36" height="36" />
          <span>Relevo</span>
        </p>
        <div role="status">
          {waits && (
            <>
              <h1>{waits.title}</h1>
              <p>{waits.line}</p>
            </>
          )}
          {state.kind === 'signed-out' && <WhyOutside state={state} now={now} />}
        </div>
        {state.kind === 'closed-door' && <ClosedDoor otherHost={state.otherHost} session={session} />}
        {state.kind === 'signed-out' && <SignInForm state={state} session={session} now={now} />}
      </div>
    </main>
  );
}

const words = bilingual({
  es: {
    checking: { title: 'Un momento…', line: 'Estamos viendo quién sos.' },
    'no-service': {
      title: 'El servicio no responde',
      line: 'Seguimos intentando; cuando vuelva, entrás solo.',
    },
  },
  en: {
    checking: { title: 'One moment…', line: 'We are finding out who you are.' },
    'no-service': {
      title: 'The service does not answer',
      line: 'We keep trying; when it is back, you are let in by itself.',
    },
  },
});
