import { useSignal } from '@preact/signals';
import { type OwnAccount, ticketPaths } from '@relevo/contract';
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { problemText } from '../api/problem.ts';
import { type Failure, requestJson } from '../api/request.ts';
import { bilingual } from '../i18n/bilingual.ts';
import { Modal } from '../ui/modal.tsx';
import { CodeField } from './code-field.tsx';

/** Asks who is there to confirm who they are, in a dialog over whatever is open. @returns whether they did */
export function openConfirmDialog(): Promise<boolean> {
  const place = document.body.appendChild(document.createElement('div'));
  return new Promise<boolean>((resolve) => {
    const done = (confirmed: boolean) => {
      render(null, place);
      place.remove();
      resolve(confirmed);
    };
    render(<ConfirmDialog onDone={done} />, place);
  });
}

/** What somebody has to prove who they are: their password, a code, or both; without any only another sign-in. */
type Proof = 'password' | 'code' | 'both' | 'none';

function ConfirmDialog({ onDone }: { onDone(confirmed: boolean): void }) {
  const proof = useSignal<Proof | null>(null);
  const fault = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  useEffect(() => {
    void requestJson<OwnAccount>(ticketPaths.account).then((reply) => {
      if (reply.ok) proof.value = proofOf(reply.value);
      else fault.value = reply;
    });
  }, [proof, fault]);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy.value) return;
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    busy.value = true;
    const body = Object.fromEntries(fields);
    const reply = await requestJson(ticketPaths.confirmation, { method: 'POST', body });
    busy.value = false;
    if (reply.ok) onDone(true);
    else fault.value = reply;
  };

  return (
    <Modal title={words().title} step={proof.value ?? ''} onClose={() => onDone(false)}>
      <div class="form">
        <p>{proof.value === 'none' ? words().noProof : words().why}</p>
        {proof.value === 'none' ? null : (
          <form class="form" onSubmit={submit} data-formulario="confirmar">
            {(proof.value === 'password' || proof.value === 'both') && (
              <label class="field">
                {words().password}
                <input
                  name="clave"
                  type="password"
                  autocomplete="current-password"
                  required
                  maxLength={200}
                />
              </label>
            )}
            {(proof.value === 'code' || proof.value === 'both') && (
              <CodeField label={words().code} hint={words().codeHint} focus={proof.value === 'code'} />
            )}
            <p class="form-fault" role="alert">
              {fault.value && faultText(fault.value)}
            </p>
            <button type="submit" class="button button-main" disabled={busy.value || proof.value === null}>
              {words().confirm}
            </button>
          </form>
        )}
      </div>
    </Modal>
  );
}

function proofOf({ tiene_clave, segundo_factor }: OwnAccount): Proof {
  if (tiene_clave) return segundo_factor ? 'both' : 'password';
  return segundo_factor ? 'code' : 'none';
}

function faultText(failure: Failure): string {
  return failure.errores.some(({ campo }) => campo === 'clave') ? words().wrong : problemText(failure);
}

const words = bilingual({
  es: {
    title: 'Confirmá quién sos',
    why: 'Pasó un rato desde que entraste. Para esto hace falta que lo confirmes; después sigue solo.',
    noProof:
      'Pasó un rato desde que entraste, y no tenés clave. Entrá de nuevo con un enlace, y poné una clave en Tu cuenta.',
    password: 'Tu clave',
    code: 'Código',
    codeHint: 'de la aplicación de tu teléfono, o uno de los de un solo uso',
    confirm: 'Confirmar',
    wrong: 'No es tu clave.',
  },
  en: {
    title: 'Confirm who you are',
    why: 'You signed in a while ago. This has to be confirmed; then it goes on by itself.',
    noProof:
      'You signed in a while ago, and you have no password. Sign in again by a link, and set a password in Your account.',
    password: 'Your password',
    code: 'Code',
    codeHint: 'from the app on your phone, or one of those that work once',
    confirm: 'Confirm',
    wrong: 'This is not your password.',
  },
});
