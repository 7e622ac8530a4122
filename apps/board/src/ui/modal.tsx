import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { bilingual } from '../i18n/bilingual.ts';

const words = bilingual({ es: { close: 'Cerrar' }, en: { close: 'Close' } });

type Props = {
  title: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
  /** Changes with the content; the focus then moves to its first control. */
  step?: string;
};

/** Shows a dialog over the page. Escape and a click beside it close it, and the focus returns to where it was. */
export function Modal({ title, onClose, children, step }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Run after every draw: a dialog that closes and opens between two draws is the same element, and still closed.
  useEffect(() => {
    const shown = dialog.current;
    if (!shown || shown.hasAttribute('open')) return;
    if ('showModal' in shown) shown.showModal();
    else void import('./modal-fallback.ts').then((part) => part.showModal(shown), onClose);
  });
  useEffect(() => {
    const shown = dialog.current;
    return () => shown?.close?.();
  }, []);
  useEffect(() => {
    const body = dialog.current?.querySelector('.modal-body');
    if (!body || focusFirst(body)) return;
    // Lazily loaded content comes a moment later.
    const observer = new MutationObserver(() => focusFirst(body) && observer.disconnect());
    observer.observe(body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [step]);

  return (
    <dialog
      ref={dialog}
      class="modal"
      aria-labelledby={titleId}
      onClose={() => dialog.current && onClose()}
      onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
      onKeyDown={walkList}
    >
      <div class="modal-box">
        <div class="modal-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="button button-quiet" onClick={() => dialog.current?.close()}>
            {words().close}
          </button>
        </div>
        <div class="modal-body">{children}</div>
      </div>
    </dialog>
  );
}

/** Walks through the rows of a list in a dialog by the arrow keys. What is typed or set by arrows keeps them. */
function walkList(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const dialog = event.currentTarget as HTMLElement;
  const rows = [...dialog.querySelectorAll('.modal-body li > button:enabled, .modal-body li > a')];
  const at = rows.indexOf(event.target as Element);
  if (!step || at < 0) return;
  event.preventDefault();
  (rows[(at + step + rows.length) % rows.length] as HTMLElement).focus();
}

function focusFirst(body: Element): boolean {
  const first = body.querySelector<HTMLElement>(
    '[data-inicio], button:enabled, input:enabled, textarea:enabled, li > a',
  );
  first?.focus();
  return first !== null;
}
