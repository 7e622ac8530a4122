import { useSignal } from '@preact/signals';
import { copyText } from './copy-text.ts';

type Props = { text: () => string; label: string; done: string };

/** Copies a text, and says so. */
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
