import { useSignal } from '@preact/signals';
import type { OwnAccount } from '@relevo/contract';
import type { Failure } from '../../api/request.ts';
import { faultText } from '../people/fault-text.ts';
import { textOf } from '../people/people-api.ts';
import { accountApi } from './account-api.ts';
import { accountWords as words } from './words.ts';

type Props = { account: Pick<OwnAccount, 'email' | 'tiene_clave'>; onSet(endedSessions: number): void };

/** Sets one's own password: the one before is asked of who has one, an email of who has none to sign in by. */
export function PasswordForm({ account, onSet }: Props) {
  const busy = useSignal(false);
  const fault = useSignal<Failure | null>(null);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy.value) return;
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    const email = textOf(fields, 'email');
    const anterior = fields.get('anterior');
    busy.value = true;
    const reply = await accountApi.setPassword({
      clave: String(fields.get('clave')),
      ...(email !== null && email !== account.email && { email }),
      ...(anterior !== null && { anterior: String(anterior) }),
    });
    busy.value = false;
    fault.value = reply.ok ? null : reply;
    if (!reply.ok) return;
    form.reset();
    onSet(reply.value.sesiones_cerradas);
  };

  return (
    <form class="form" onSubmit={submit} data-formulario="clave">
      {account.email === null ? (
        <label class="field">
          {words().email} <small>{words().emailHint}</small>
          <input name="email" type="email" autocomplete="username" required maxLength={200} />
        </label>
      ) : (
        // For the browser, which keeps the password under it.
        <input name="email" type="email" autocomplete="username" readOnly hidden value={account.email} />
      )}
      {account.tiene_clave && (
        <label class="field">
          {words().oldPassword}
          <input name="anterior" type="password" autocomplete="current-password" required maxLength={200} />
        </label>
      )}
      <label class="field">
        {words().newPassword} <small>{words().newPasswordHint}</small>
        <input
          name="clave"
          type="password"
          autocomplete="new-password"
          required
          minLength={10}
          maxLength={200}
        />
      </label>
      <p class="form-fault" role="alert">
        {fault.value && faultText(fault.value)}
      </p>
      <button type="submit" class="button button-main" disabled={busy.value}>
        {account.tiene_clave ? words().changePassword : words().setPassword}
      </button>
    </form>
  );
}
