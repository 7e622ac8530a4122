import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { formatQuantity } from '../../view/format.ts';
import { todayWords as words } from './words.ts';

/** The first of a long list, with a button that shows all of it. */
export function useFewer<T>(
  all: readonly T[],
  few: number,
): { shown: readonly T[]; toggle: ComponentChildren } {
  const whole = useSignal(false);
  if (all.length <= few) return { shown: all, toggle: null };
  const toggle = (
    <button
      type="button"
      class="button button-quiet"
      aria-expanded={whole.value}
      onClick={() => {
        whole.value = !whole.value;
      }}
    >
      {whole.value ? words().fewer : words().more(formatQuantity(all.length))}
    </button>
  );
  return { shown: whole.value ? all : all.slice(0, few), toggle };
}
