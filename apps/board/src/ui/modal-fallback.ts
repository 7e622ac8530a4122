/**
 * Shows a dialog over the page in a browser whose `<dialog>` cannot: before Chrome 37, Safari 15.4 and Firefox 98 an
 * unknown element. The element covers the page; what it shows stands in its middle. Adds `close` to it.
 */
export function showModal(dialog: HTMLElement & { close?(): void }): void {
  // The page may have gone on, or asked twice, while this was loaded.
  if (!dialog.isConnected || dialog.hasAttribute('open')) return;
  const before = document.activeElement;
  const box = dialog.firstElementChild as HTMLElement;
  dialog.setAttribute('role', 'dialog');
  dialog.setAttribute('aria-modal', 'true');
  dialog.setAttribute('open', '');
  Object.assign(dialog.style, {
    ...{ position: 'fixed', top: '0', right: '0', bottom: '0', left: '0', zIndex: '100' },
    ...{ width: 'auto', height: 'auto', maxWidth: 'none', maxHeight: 'none', margin: '0', border: '0' },
    ...{ display: 'flex', alignItems: 'center', justifyContent: 'center', borderRadius: '0' },
    background: 'rgba(12, 14, 16, 0.55)',
  });
  Object.assign(box.style, {
    ...{ boxSizing: 'border-box', width: 'min(30rem, 100vw - 2rem)', maxHeight: 'calc(100% - 2rem)' },
    ...{ overflow: 'auto', borderRadius: '16px', background: 'var(--surface)' },
  });

  // Of several, the last one in the document lies on top.
  const isOnTop = () => [...document.querySelectorAll('dialog[open]')].pop() === dialog;
  const focusInside = () =>
    (
      dialog.querySelector<HTMLElement>('[data-inicio]') ??
      dialog.querySelector<HTMLElement>(
        '.modal-body button:enabled, .modal-body input:enabled, textarea:enabled, li > a',
      ) ??
      dialog.querySelector<HTMLElement>('button')
    )?.focus();
  const keepFocus = ({ target }: FocusEvent) => {
    if (isOnTop() && target instanceof Node && !dialog.contains(target)) focusInside();
  };
  const closeByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || !isOnTop()) return;
    event.preventDefault();
    close();
  };
  const close = () => {
    if (!dialog.hasAttribute('open')) return;
    document.removeEventListener('focusin', keepFocus);
    document.removeEventListener('keydown', closeByKey);
    dialog.removeAttribute('open');
    dialog.style.display = '';
    if (before instanceof HTMLElement) before.focus();
    // Later, as browsers do: nobody expects it within `close()`.
    setTimeout(() => dialog.dispatchEvent(new Event('close')));
  };

  dialog.close = close;
  document.addEventListener('focusin', keepFocus);
  document.addEventListener('keydown', closeByKey);
  focusInside();
}
