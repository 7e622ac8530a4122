import './onboarding.css';
import { useSignal } from '@preact/signals';
import { type Diagnosis, headers, storePaths, ticketPaths } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import { problemText } from '../../api/problem.ts';
import { requestJson } from '../../api/request.ts';
import { boardWords } from '../../board/words.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { Onboarding } from './onboarding.ts';
import { onboardingWords as words } from './words.ts';

/** Welcomes a shop to its empty board: offers a test order, and shows how to connect the shop. */
export function Welcome({ onboarding, noStore }: { onboarding: Onboarding; noStore: boolean }) {
  const store = useSignal('http://127.0.0.1:4000');
  useEffect(() => {
    void requestJson<Diagnosis>(ticketPaths.diagnosis).then((reply) => {
      if (reply.ok && reply.value.tienda) store.value = reply.value.tienda;
    });
  }, [store]);
  const line = curlLine(storeSeenFrom(location.hostname, store.value), {
    key: words().yourKey,
    name: words().someName,
  });
  return (
    <section class="welcome" aria-labelledby="bienvenida">
      <h2 id="bienvenida">{words().welcome}</h2>
      <p class="welcome-about">{words().invite}</p>
      <Try onboarding={onboarding} label={words().tryIt} look="button-main welcome-try" />
      <div class="welcome-connect">
        <p>
          {noStore && `${boardWords().noStoreYet}. `}
          {words().connect}
        </p>
        <div class="code-line">
          <code>{line}</code>
          <CopyButton text={() => line} label={words().copy} done={words().copied} />
        </div>
      </div>
      <button
        type="button"
        class="button button-quiet"
        data-accion="ahora-no"
        onClick={onboarding.dismissInvitation}
      >
        {words().notNow}
      </button>
    </section>
  );
}

/** Offers the test order to somebody who has dismissed the invitation. */
export function TryAgain({ onboarding }: { onboarding: Onboarding }) {
  return (
    <div class="quiet-try">
      <Try onboarding={onboarding} label={words().quietInvite} look="" />
    </div>
  );
}

function Try({ onboarding, label, look }: { onboarding: Onboarding; label: string; look: string }) {
  return (
    <>
      <button
        type="button"
        class={`button ${look}`}
        data-accion="pedido-de-prueba"
        aria-disabled={onboarding.sending.value}
        onClick={() => void onboarding.send()}
      >
        {onboarding.sending.value ? words().sending : label}
      </button>
      {onboarding.fault.value && (
        <p class="form-fault" role="alert">
          {problemText(onboarding.fault.value)}
        </p>
      )}
    </>
  );
}

/**
 * Returns the store's address for somebody who reaches this page at `host`: the ticket service may call the store by a name
 * of the machine itself, or of a network of containers.
 */
export function storeSeenFrom(host: string, address: string): string {
  const url = new URL(address);
  const isInner = /^(?:127\.[\d.]+|\[::1\]|0\.0\.0\.0|[^.:[\]]+)$/.test(url.hostname);
  if (isInner) url.hostname = host;
  return url.href.replace(/\/$/, '');
}

/** Writes the shortest valid order to the store as a line for a terminal, with placeholders for the shop's `key` and a `name`. */
export function curlLine(store: string, { key, name }: { key: string; name: string }): string {
  const order = JSON.stringify({ numero: '1001', cliente_nombre: name, total: 4500 });
  return [
    ...['curl', store + storePaths.orders],
    ...['-H', `'${headers.apiKey}:${key}'`, '-H', "'Content-Type:application/json'"],
    ...['-d', `'${order}'`],
  ].join(' ');
}
