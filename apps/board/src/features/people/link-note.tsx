import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { MadeLink } from './people-api.ts';
import { linkWords as words } from './words.ts';

/** A new link, to be copied now: it is not shown again. */
export function MadeLinkNote({ link, note }: { link: MadeLink; note: string }) {
  const field = useRef<HTMLInputElement>(null);
  const copied = useSignal<boolean | null>(null);
  const url = new URL(link.enlace, location.origin).href;
  const copy = async () => {
    field.current?.select();
    // Over plain http in a shop's own network the browser keeps the clipboard shut: the selection is there.
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
