import { type ReadonlySignal, useSignal } from '@preact/signals';
import { problemWords } from '../api/problem.ts';
import type { Session, SessionKeeper, SignInOutcome } from './session.ts';
import { waitText, signInWords as words } from './words.ts';

type OutsideProps = { state: Extract<Session, { kind: 'signed-out' }>; now: ReadonlySignal<number> };

/** Says why nobody is signed in, and what to do. */
export function WhyOutside({ state: { reason, until }, now }: OutsideProps) {
  const tooMany = reason === 'too-many-attempts' && until;
  const { title, line } = tooMany
    ? { title: words().tooMany, line: waitText(until, now.value) }
    : words().outside[reason];
  return (
    <>
      <h1>{title}</h1>
      {line && <p>{line}</p>}
    </>
  );
}

type Props = { session: SessionKeeper; now: ReadonlySignal<number> };

/** The form to sign in with email and password. */
export function SignInForm({ session, now }: Props) {
  const busy = useSignal(false);
  const outcome = useSignal<SignInOutcome | null>(null);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy.value) return;
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    busy.value = true;
    outcome.value = null;
    outcome.value = await session.signIn(String(fields.get('email')), String(fields.get('clave')));
    busy.value = false;
  };
  const fault = outcome.value && faultText(outcome.value, now.value);

  return (
    <>
      <form class="form" onSubmit={submit} data-formulario="entrar">
        <label class="field">
          {words().email}
          <input name="email" type="email" autocomplete="username" required maxLength={200} />
        </label>
        <label class="field">
          {words().password}
          <input name="clave" type="password" autocomplete="current-password" required maxLength={200} />
        </label>
        <p class="form-fault" role="alert">
          {fault}
        </p>
        <button type="submit" class="button button-main" disabled={busy.value}>
          {busy.value ? words().entering : words().enter}
        </button>
      </form>
      <p class="sign-in-hint">
        {words().hint} {words().firstLinkBefore} <code>npm start</code> {words().firstLinkAfter}
      </p>
    </>
  );
}

function faultText(outcome: SignInOutcome, now: number): string | null {
  if (typeof outcome === 'object') return `${words().tooMany}. ${waitText(outcome.until, now)}`;
  if (outcome === 'refused') return words().wrong;
  if (outcome === 'unreachable') return problemWords().noAnswer;
  return null;
}
