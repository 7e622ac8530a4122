import { useSignal } from '@preact/signals';
import type { OwnAccount } from '@relevo/contract';
import { useMemo } from 'preact/hooks';
import { encode } from 'uqr';
import { problemText } from '../../api/problem.ts';
import type { Failure, Reply } from '../../api/request.ts';
import { CodeField } from '../../session/code-field.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatDayTime } from '../../ui/format.ts';
import { accountApi } from './account-api.ts';
import { accountWords as words } from './words.ts';

/** What is open: nothing, the secret of a new second factor, its one-time codes, or what asks for a code first. */
type Open =
  | { kind: 'begun'; secreto: string; uri: string }
  | { kind: 'codes'; codigos: string[] }
  | { kind: 'new-codes' | 'off' }
  | null;

type Props = { account: OwnAccount; onChanged(): void };

/** The second factor: on and off, and codes for when the phone is not at hand. */
export function SecondFactorSection({ account: { segundo_factor: factor }, onChanged }: Props) {
  const open = useSignal<Open>(null);
  const fault = useSignal<Failure | null>(null);
  const busy = useSignal(false);

  async function after<T>(asked: Promise<Reply<T>>, use: (value: T) => Open): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    const reply = await asked;
    busy.value = false;
    fault.value = reply.ok ? null : reply;
    if (!reply.ok) return;
    open.value = use(reply.value);
    onChanged();
  }
  const begin = () => after(accountApi.beginSecondFactor(), (begun) => ({ kind: 'begun', ...begun }));
  const showCodes = (codes: { codigos: string[] }): Open => ({ kind: 'codes', ...codes });
  const turnOn = (codigo: string) => after(accountApi.turnOn(codigo), showCodes);
  const newCodes = (codigo: string) => after(accountApi.newCodes(codigo), showCodes);
  const turnOff = (codigo: string) => after(accountApi.turnOff(codigo), () => null);
  const show = (next: Open) => () => {
    open.value = next;
    fault.value = null;
  };

  return (
    <section aria-labelledby="segundo-factor" class="account-part">
      <h2 id="segundo-factor">{words().secondFactor}</h2>
      <p class="person-note">
        {factor ? words().onSince(formatDayTime(factor.desde), factor.codigos_restantes) : words().whatFor}
      </p>
      {open.value?.kind === 'begun' && (
        <div class="account-app">
          <p>{words().scan}</p>
          <QrCode text={open.value.uri} label={words().qr} />
          <p class="account-secret">
            {words().orType} <code>{grouped(open.value.secreto)}</code>
            <Copy text={open.value.secreto} />
          </p>
          <CodeForm
            submit={turnOn}
            busy={busy.value}
            fault={fault.value}
            name={words().turnOn}
            hint={words().appCodeHint}
          />
        </div>
      )}
      {open.value?.kind === 'codes' && (
        <div class="account-codes">
          <p>{words().keepCodes}</p>
          <ul data-codigos>
            {open.value.codigos.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <div class="person-actions">
            <Copy text={open.value.codigos.join('\n')} />
            <button
              type="button"
              class="button button-main"
              data-accion="codigos-guardados"
              onClick={show(null)}
            >
              {words().kept}
            </button>
          </div>
        </div>
      )}
      {open.value?.kind === 'new-codes' && factor && (
        <CodeForm
          submit={newCodes}
          busy={busy.value}
          fault={fault.value}
          name={words().newCodes}
          hint={words().codeHint}
        />
      )}
      {open.value?.kind === 'off' && factor && (
        <CodeForm
          submit={turnOff}
          busy={busy.value}
          fault={fault.value}
          name={words().turnOff}
          hint={words().codeHint}
        />
      )}
      {open.value === null && (
        <>
          <p class="form-fault" role="alert">
            {fault.value && problemText(fault.value)}
          </p>
          <div class="person-actions">
            {factor ? (
              <>
                <button
                  type="button"
                  class="button"
                  data-accion="codigos-nuevos"
                  onClick={show({ kind: 'new-codes' })}
                >
                  {words().newCodes}
                </button>
                <button
                  type="button"
                  class="button button-danger"
                  data-accion="quitar-segundo-factor"
                  onClick={show({ kind: 'off' })}
                >
                  {words().turnOff}
                </button>
              </>
            ) : (
              <button type="button" class="button" data-accion="segundo-factor" onClick={begin}>
                {words().begin}
              </button>
            )}
          </div>
        </>
      )}
    </section>
  );
}

const Copy = ({ text }: { text: string }) => (
  <CopyButton text={() => text} label={words().copy} done={words().copied} />
);

type FormProps = {
  submit(code: string): Promise<void>;
  busy: boolean;
  fault: Failure | null;
  name: string;
  hint: string;
};

function CodeForm({ submit, busy, fault, name, hint }: FormProps) {
  return (
    <form
      class="form"
      data-formulario="codigo"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(String(new FormData(event.currentTarget).get('codigo')));
      }}
    >
      <CodeField label={words().code} hint={hint} />
      <p class="form-fault" role="alert">
        {fault && (fault.errores.length > 0 ? words().wrongCode : problemText(fault))}
      </p>
      <button type="submit" class="button button-main" disabled={busy}>
        {name}
      </button>
    </form>
  );
}

/** In groups of four, as people read it out. */
function grouped(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}

/** The clear space that a camera needs around it, in modules. */
const quiet = 4;

/** Draws a QR code, dark on white in every theme: a camera does not read it the other way round. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { size, data } = encode(text, { ecc: 'M', border: quiet });
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? `M${x} ${y}h1v1h-1z` : [])));
    return { size, path: dark.join('') };
  }, [text]);
  return (
    <svg
      class="account-qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={`M0 0h${size}v${size}h-${size}z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
