import './keys.css';
import { useSignal } from '@preact/signals';
import type { Key, Person, ShownKey } from '@relevo/contract';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { problemText } from '../../api/problem.ts';
import type { Failure } from '../../api/request.ts';
import type { BoardView } from '../../board/board-view.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatDayTime } from '../../ui/format.ts';
import { Modal } from '../../ui/modal.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import type { Router } from '../../ui/router.ts';
import { StoresDialog } from '../feed/feed-dialogs.tsx';
import { keyFault, keysApi } from './keys-api.ts';
import { NewKeyForm } from './new-key-form.tsx';
import { keyPageWords as words } from './words.ts';

/** What is asked about a key, or shown of it once. */
type Open = { kind: 'rotate' | 'revoke'; key: Key } | { kind: 'secret'; key: ShownKey } | { kind: 'stores' };

type Props = { router: Router; view: BoardView; person: Person };

/** The admin's page: which programs may come in, and what each may do. */
export function KeysPage({ router, view, person }: Props) {
  const keys = useSignal<readonly Key[] | null>(null);
  const failure = useSignal<Failure | null>(null);
  const open = useSignal<Open | null>(null);

  const load = async () => {
    const reply = await keysApi.list();
    failure.value = reply.ok ? null : reply;
    if (reply.ok) keys.value = reply.value.claves;
  };
  useEffect(() => void load(), []);

  const show = (key: ShownKey) => {
    open.value = { kind: 'secret', key };
    void load();
  };
  const close = () => {
    open.value = null;
  };
  const ask = (kind: 'rotate' | 'revoke') => (key: Key) => {
    open.value = { kind, key };
  };
  const inUse = keys.value?.filter(({ revocada_en }) => revocada_en === null);
  const revoked = keys.value?.filter(({ revocada_en }) => revocada_en !== null) ?? [];

  return (
    <div class="keys">
      <PageHead title={words().title} router={router} />
      <main class="keys-main">
        <p class="key-note">{words().explained}</p>
        <NewKeyForm onMade={show} />
        <div>
          <button
            type="button"
            class="button"
            data-accion="tiendas"
            aria-haspopup="dialog"
            onClick={() => {
              open.value = { kind: 'stores' };
            }}
          >
            {words().stores}
          </button>
        </div>
        <section aria-labelledby="claves-en-uso">
          <h2 id="claves-en-uso">{words().inUse}</h2>
          {failure.value && <p class="form-fault">{problemText(failure.value)}</p>}
          {inUse?.length === 0 && <p class="key-note">{words().none}</p>}
          <ul class="key-list">
            {inUse?.map((key) => (
              <li key={key.id}>
                <KeyCard entry={key} onRotate={ask('rotate')} onRevoke={ask('revoke')} />
              </li>
            ))}
          </ul>
          <p class="key-note">{words().fromEnvironment}</p>
        </section>
        {revoked.length > 0 && (
          <details class="key-revoked">
            <summary class="button">{words().revokedOnes(revoked.length)}</summary>
            <ul class="key-list">
              {revoked.map((key) => (
                <li key={key.id}>
                  <KeyCard entry={key} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </main>
      {open.value?.kind === 'rotate' && (
        <RotateDialog entry={open.value.key} onClose={close} onRotated={show} />
      )}
      {open.value?.kind === 'revoke' && (
        <RevokeDialog
          entry={open.value.key}
          onClose={close}
          onRevoked={() => {
            close();
            void load();
          }}
        />
      )}
      {open.value?.kind === 'stores' && <StoresDialog view={view} person={person} onClose={close} />}
      {open.value?.kind === 'secret' && <SecretDialog entry={open.value.key} onClose={close} />}
    </div>
  );
}

type CardProps = { entry: Key; onRotate?: (key: Key) => void; onRevoke?: (key: Key) => void };

/** One key: whose it is, what it may do, and when it was used. */
function KeyCard({ entry: key, onRotate, onRevoke }: CardProps) {
  const former = key.anterior;
  return (
    <article class="key" data-clave={key.id} data-en-uso={key.revocada_en ? 'no' : 'si'}>
      <header class="key-head">
        <h3>
          <bdi>{key.nombre}</bdi>
        </h3>
        <code class="key-prefix">{key.prefijo}…</code>
      </header>
      <dl class="key-facts">
        <Fact name={words().caller}>
          <bdi>{key.fuente}</bdi>
        </Fact>
        <Fact name={words().made}>{formatDayTime(key.creada_en)}</Fact>
        {key.revocada_en && <Fact name={words().revokedAt}>{formatDayTime(key.revocada_en)}</Fact>}
        <Fact name={words().used}>{key.usada_en ? formatDayTime(key.usada_en) : words().neverUsed}</Fact>
        <Fact name={words().may}>
          <ul class="key-may">
            {key.alcances.map((scope) => (
              <li key={scope}>{words().scopes[scope]}</li>
            ))}
          </ul>
        </Fact>
      </dl>
      {former && <p class="key-note">{words().formerWorks(former.prefijo, formatDayTime(former.hasta))}</p>}
      {onRotate && onRevoke && (
        <div class="key-actions">
          <button type="button" class="button" data-accion="rotar" onClick={() => onRotate(key)}>
            {words().rotate}
          </button>
          <button type="button" class="button" data-accion="revocar" onClick={() => onRevoke(key)}>
            {words().revoke}
          </button>
        </div>
      )}
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const hourS = 60 * 60;
const graces = { ends: 0, hour: hourS, day: 24 * hourS, week: 7 * 24 * hourS } as const;
type Grace = keyof typeof graces;

type RotateProps = { entry: Key; onClose: () => void; onRotated: (key: ShownKey) => void };

/** Asks how long the key before is to go on, and makes the new one. */
function RotateDialog({ entry, onClose, onRotated }: RotateProps) {
  const fault = useSignal<Failure | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const chosen = new FormData(event.currentTarget as HTMLFormElement).get('anterior') as Grace;
    const reply = await keysApi.rotate(entry.id, graces[chosen]);
    fault.value = reply.ok ? null : reply;
    if (reply.ok) onRotated(reply.value);
  };
  return (
    <Modal title={words().rotateTitle(entry.nombre)} onClose={onClose}>
      <form class="form" onSubmit={submit} data-formulario="rotar-clave">
        <p class="key-note">{words().rotateExplained}</p>
        <label class="field">
          {words().formerFor}
          <select name="anterior" data-inicio>
            {(Object.keys(graces) as Grace[]).map((grace) => (
              <option key={grace} value={grace} selected={grace === 'day'}>
                {words().grace[grace]}
              </option>
            ))}
          </select>
        </label>
        <p class="form-fault" role="alert">
          {fault.value && keyFault(fault.value)}
        </p>
        <button type="submit" class="button button-main">
          {words().rotateNow}
        </button>
      </form>
    </Modal>
  );
}

/** Asks before a key ends for good. */
function RevokeDialog({
  entry,
  onClose,
  onRevoked,
}: {
  entry: Key;
  onClose: () => void;
  onRevoked: () => void;
}) {
  const fault = useSignal<Failure | null>(null);
  const revoke = async () => {
    const reply = await keysApi.revoke(entry.id);
    fault.value = reply.ok ? null : reply;
    if (reply.ok) onRevoked();
  };
  return (
    <Modal title={words().revokeTitle(entry.nombre)} onClose={onClose}>
      <p>{words().revokeExplained}</p>
      <p class="form-fault" role="alert">
        {fault.value && keyFault(fault.value)}
      </p>
      <div class="key-actions">
        <button type="button" class="button" data-inicio onClick={onClose}>
          {words().keep}
        </button>
        <button type="button" class="button key-end" data-accion="revocar-ya" onClick={() => void revoke()}>
          {words().revokeNow}
        </button>
      </div>
    </Modal>
  );
}

/** Shows a key to copy. It is shown only once. */
function SecretDialog({ entry, onClose }: { entry: ShownKey; onClose: () => void }) {
  return (
    <Modal title={words().secret(entry.nombre)} onClose={onClose}>
      <p>{words().copyNow}</p>
      <div class="code-line">
        <code data-clave-nueva>{entry.clave}</code>
        <CopyButton text={() => entry.clave} label={words().copy} done={words().copied} />
      </div>
      <div class="key-actions">
        <button type="button" class="button button-main" data-accion="copiada" onClick={onClose}>
          {words().done}
        </button>
      </div>
    </Modal>
  );
}
