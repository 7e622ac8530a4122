import { useSignal } from '@preact/signals';

type Props = { text: () => string; label: string; done: string };

/** Copies a text, and confirms it. */
export function CopyButton({ text, label, done }: Props) {
  const copied = useSignal(false);
  return (
    <button
      type="button"
      class="button"
      data-accion="copiar"
      onClick={async () => {
        copied.value = await copyText(text());
      }}
    >
      <span role="status">{copied.value ? done : label}</span>
    </button>
  );
}

/** Copies a text to the clipboard. @returns whether that worked */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelecting(text);
  }
}

// In a shop's own network the page often has no https, and browsers then offer no clipboard.
function copyBySelecting(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'visually-hidden';
  const before = document.activeElement;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
