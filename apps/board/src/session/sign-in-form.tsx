import { type ReadonlySignal, useSignal } from '@preact/signals';
import { problemWords } from '../api/problem.ts';
import { CodeField } from './code-field.tsx';
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

type Props = OutsideProps & { session: SessionKeeper };

/** The form to sign in with email and password, and with the code of a second factor. */
export function SignInForm({ state, session, now }: Props) {
  const busy = useSignal(false);
  const outcome = useSignal<SignInOutcome | null>(null);
  /** What was right so far; the service asks for it again together with the code. */
  const password = useSignal<{ email: string; clave: string } | null>(null);
  const asksCode = state.reason === 'code' || password.value !== null;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy.value) return;
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(fields.get(name));
    const first = password.value ?? { email: text('email'), clave: text('clave') };
    const code = asksCode ? { codigo: text('codigo') } : {};
    busy.value = true;
    outcome.value = null;
    const byLink = asksCode && password.value === null;
    const reply = await session.signIn(byLink ? { codigo: text('codigo') } : { ...first, ...code });
    if (reply === 'code' && !asksCode) password.value = first;
    else outcome.value = reply;
    busy.value = false;
  };
  const fault = outcome.value && faultText(outcome.value, now.value, asksCode);

  return (
    <>
      <form class="form" onSubmit={submit} data-formulario={asksCode ? 'codigo' : 'entrar'}>
        {asksCode ? (
          <CodeField hint={words().codeHint} label={words().code} />
        ) : (
          <>
            <label class="field">
              {words().email}
              <input name="email" type="email" autocomplete="username" required maxLength={200} />
            </label>
            <label class="field">
              {words().password}
              <input name="clave" type="password" autocomplete="current-password" required maxLength={200} />
            </label>
          </>
        )}
        <p class="form-fault" role="alert">
          {fault}
        </p>
        <button type="submit" class="button button-main" disabled={busy.value}>
          {busy.value ? words().entering : words().enter}
        </button>
      </form>
      {!asksCode && (
        <p class="sign-in-hint">
          {words().hint} {words().firstLinkBefore} <code>npm start</code> {words().firstLinkAfter}
        </p>
      )}
    </>
  );
}

function faultText(outcome: SignInOutcome, now: number, asksCode: boolean): string | null {
  if (typeof outcome === 'object') return `${words().tooMany}. ${waitText(outcome.until, now)}`;
  if (outcome === 'code') return words().wrongCode;
  if (outcome === 'refused') return asksCode ? words().wrongCode : words().wrong;
  if (outcome === 'unreachable') return problemWords().noAnswer;
  return null;
}
