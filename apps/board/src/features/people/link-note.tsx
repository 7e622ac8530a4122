import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { MadeLink } from './people-api.ts';
import { linkWords as words } from './words.ts';

/** Shows a new link to copy. It is shown only once. */
export function MadeLinkNote({ link, note }: { link: MadeLink; note: string }) {
  const field = useRef<HTMLInputElement>(null);
  const copied = useSignal<boolean | null>(null);
  const url = new URL(link.enlace, location.origin).href;
  const copy = async () => {
    field.current?.select();
    // Over plain http in a shop's own network there is no clipboard: the text stays selected to be copied by hand.
    copied.value = await navigator.clipboard?.writeText(url).then(
      () => true,
      () => false,
    );
  };
  return (
    <div class="made-link">
      <label class="field">
        {words().made}
        <input ref={field} readOnly value={url} data-enlace onFocus={() => field.current?.select()} />
      </label>
      <button type="button" class="button button-main" data-accion="copiar" onClick={() => void copy()}>
        {copied.value ? words().copied : words().copy}
      </button>
      <p class="person-note" role="status">
        {copied.value === false || copied.value === undefined ? words().selected : note}
      </p>
    </div>
  );
}
