import type { ReadonlySignal } from '@preact/signals';
import { lazy } from '../ui/lazy.tsx';
import type { Session, SessionKeeper } from './session.ts';
import { waitText, signInWords as words } from './words.ts';

// Loaded on demand: whoever has a session or a link does not need it.
const SignInForm = lazy(() => import('./sign-in-form.tsx').then((part) => part.SignInForm));

type Props = {
  state: Exclude<Session, { kind: 'signed-in' }>;
  session: SessionKeeper;
  now: ReadonlySignal<number>;
};

/** Shows how to sign in. */
export function SignInPage({ state, session, now }: Props) {
  const { title, line } = textFor(state, now.value);
  return (
    <main class="sign-in" data-sesion={state.kind === 'signed-out' ? state.reason : state.kind}>
      <div class="sign-in-card">
        <p class="brand">
          <img src="/favicon.svg" alt="" width="36" height="36" />
          <span>Relevo</span>
        </p>
        <div role="status">
          <h1>{title}</h1>
          {line && <p>{line}</p>}
        </div>
        {state.kind === 'signed-out' && <SignInForm session={session} now={now} />}
        {state.kind === 'signed-out' && (
          <p class="sign-in-hint">
            {words().hint} {words().firstLinkBefore} <code>npm start</code> {words().firstLinkAfter}
          </p>
        )}
      </div>
    </main>
  );
}

function textFor(state: Props['state'], now: number): { title: string; line: string } {
  if (state.kind === 'checking') return words().checking;
  if (state.kind === 'no-service') return words().noService;
  if (state.reason === 'too-many-attempts' && state.until) {
    return { title: words().tooMany, line: waitText(state.until, now) };
  }
  return words().outside[state.reason];
}
