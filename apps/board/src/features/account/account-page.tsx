import '../people/people.css';
import './account.css';
import { useSignal } from '@preact/signals';
import type { OwnAccount, OwnSession } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import { type Problem, problemText } from '../../api/problem.ts';
import type { Reply } from '../../api/request.ts';
import { formatDayTime } from '../../ui/format.ts';
import { PageHead } from '../../ui/page-head.tsx';
import type { Router } from '../../ui/router.ts';
import { deviceName } from '../people/device-name.ts';
import { accountApi } from './account-api.ts';
import { PasswordForm } from './password-form.tsx';
import { SecondFactorSection } from './second-factor.tsx';
import { accountWords as words } from './words.ts';

/** One's own account: the password, the second factor, and where one is signed in. */
export function AccountPage({ router }: { router: Router }) {
  const account = useSignal<OwnAccount | null>(null);
  const failure = useSignal<Problem | null>(null);
  const note = useSignal('');

  const load = async () => {
    const reply = await accountApi.read();
    failure.value = reply.ok ? null : reply;
    if (reply.ok) account.value = reply.value;
  };
  useEffect(() => void load(), []);

  const ended = (count: number) => {
    note.value = words().passwordSet(count);
    void load();
  };

  return (
    <div class="account">
      <PageHead title={words().title} router={router} />
      <main class="people-main">
        {failure.value && <p class="form-fault">{problemText(failure.value)}</p>}
        {account.value && (
          <>
            <section aria-labelledby="clave" class="account-part">
              <h2 id="clave">{words().password}</h2>
              <p class="person-note" role="status">
                {note.value || whatPassword(account.value)}
              </p>
              <PasswordForm key={String(account.value.tiene_clave)} account={account.value} onSet={ended} />
            </section>
            <SecondFactorSection account={account.value} onChanged={() => void load()} />
            <SessionsSection sessions={account.value.sesiones} onChanged={() => void load()} />
          </>
        )}
      </main>
    </div>
  );
}

function whatPassword({ tiene_clave, email }: OwnAccount) {
  return tiene_clave ? words().youSignInBy(email ?? '') : words().noPassword;
}

type SessionsProps = { sessions: readonly OwnSession[]; onChanged(): void };

/** Where one is signed in. Any other of them can be ended, or all of them at once. */
function SessionsSection({ sessions, onChanged }: SessionsProps) {
  const fault = useSignal<Problem | null>(null);
  const end = async (asked: Promise<Reply<null>>) => {
    const reply = await asked;
    fault.value = reply.ok ? null : reply;
    onChanged();
  };
  return (
    <section aria-labelledby="sesiones" class="account-part">
      <h2 id="sesiones">{words().sessions}</h2>
      <ul class="people-list">
        {sessions.map((session) => (
          <li key={session.id}>
            <article class="person" data-sesion={session.actual ? 'actual' : 'otra'}>
              <header class="person-head">
                <h3>
                  <bdi>{deviceName(session.navegador) ?? words().unknownDevice}</bdi>
                </h3>
                {session.actual ? (
                  <span class="person-role">{words().thisOne}</span>
                ) : (
                  <button
                    type="button"
                    class="button"
                    data-accion="cerrar-sesion"
                    onClick={() => void end(accountApi.endSession(session.id))}
                  >
                    {words().end}
                  </button>
                )}
              </header>
              <p class="person-note">
                {words().since(formatDayTime(session.desde))}
                {!session.actual && ` · ${words().lastSeen(formatDayTime(session.visto_en))}`}
                {session.direccion && (
                  <>
                    {' · '}
                    <bdi>{session.direccion}</bdi>
                  </>
                )}
              </p>
            </article>
          </li>
        ))}
      </ul>
      <p class="form-fault" role="alert">
        {fault.value && problemText(fault.value)}
      </p>
      {sessions.length > 1 && (
        <button
          type="button"
          class="button button-danger"
          data-accion="cerrar-otras"
          onClick={() => void end(accountApi.endOthers())}
        >
          {words().endOthers}
        </button>
      )}
    </section>
  );
}
