import './onboarding.css';
import { headers, ticketPaths } from '@relevo/contract';
import { problemText } from '../../api/problem.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { FirstMinutes } from './onboarding.ts';
import { firstWords as words } from './words.ts';

/** Welcomes a shop to its empty board: offers a test order, and shows how to connect the shop. */
export function Welcome({ first }: { first: FirstMinutes }) {
  const line = curlLine(location.origin, { key: words().yourKey, name: words().someName });
  return (
    <section class="welcome" aria-labelledby="bienvenida">
      <h2 id="bienvenida">{words().welcome}</h2>
      <p class="welcome-about">{words().invite}</p>
      <Try first={first} label={words().tryIt} look="button-main welcome-try" />
      <div class="welcome-connect">
        <p>{words().connect}</p>
        <div class="code-line">
          <code>{line}</code>
          <CopyButton text={() => line} label={words().copy} done={words().copied} />
        </div>
      </div>
      <button
        type="button"
        class="button button-quiet"
        data-accion="ahora-no"
        onClick={first.dismissInvitation}
      >
        {words().notNow}
      </button>
    </section>
  );
}

/** Offers the test order to somebody who has dismissed the invitation. */
export function TryAgain({ first }: { first: FirstMinutes }) {
  return (
    <div class="quiet-try">
      <Try first={first} label={words().quietInvite} look="" />
    </div>
  );
}

function Try({ first, label, look }: { first: FirstMinutes; label: string; look: string }) {
  return (
    <>
      <button
        type="button"
        class={`button ${look}`}
        data-accion="pedido-de-prueba"
        aria-disabled={first.sending.value}
        onClick={() => void first.send()}
      >
        {first.sending.value ? words().sending : label}
      </button>
      {first.fault.value && (
        <p class="form-fault" role="alert">
          {problemText(first.fault.value)}
        </p>
      )}
    </>
  );
}

/** Writes the shortest valid order as a line for a terminal, with placeholders for the shop's `key` and a `name`. */
export function curlLine(origin: string, { key, name }: { key: string; name: string }): string {
  const order = JSON.stringify({ numero: '1001', cliente_nombre: name, total: 4500 });
  return [
    ...['curl', origin + ticketPaths.tickets],
    ...['-H', `'${headers.apiKey}:${key}'`, '-H', "'Content-Type:application/json'"],
    ...['-d', `'${order}'`],
  ].join(' ');
}
