import { type Signal, useSignal } from '@preact/signals';
import type { State } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import type { Overview } from '../overview/overview.ts';
import { overviewWords } from '../overview/words.ts';
import type { BoardView } from './board-view.ts';
import { Count } from './count.tsx';
import { labels } from './labels.ts';
import { boardWords as words } from './words.ts';

type ColumnTabsProps = { view: BoardView; overview: Overview; columns: readonly State[]; sides: boolean };

/** Where one column fills the screen: a way to each, with its count. @param sides whether the other side has a way too */
export function ColumnTabs({ view, overview, columns, sides }: ColumnTabsProps) {
  const { ver } = overview.state.value;
  const inSight = useSignal(columns[0]);
  useEffect(() => watchColumns(inSight, columns), [inSight, columns]);
  return (
    <nav class="tabs" aria-label={words().columns}>
      {columns.map((estado) => (
        <button
          key={estado}
          type="button"
          class="tab"
          data-estado={estado}
          aria-current={inSight.value === estado ? 'true' : undefined}
          onClick={() => showColumn(estado)}
        >
          <span class="column-dot" aria-hidden="true" />
          {labels().states[estado]} <Count view={view} overview={overview} estado={estado} />
        </button>
      ))}
      {sides && (
        <button
          type="button"
          class="tab tab-side"
          data-accion="cambiar-lado"
          onClick={() => overview.change({ ver: ver === 'abiertos' ? 'cerrados' : 'abiertos' })}
        >
          {ver === 'abiertos' ? `${overviewWords().closed} ›` : `‹ ${overviewWords().open}`}
        </button>
      )}
    </nav>
  );
}

function showColumn(estado: State): void {
  document.getElementById(`lista-${estado}`)?.scrollIntoView({ inline: 'start', block: 'nearest' });
}

function watchColumns(inSight: Signal<State | undefined>, columns: readonly State[]): () => void {
  const visible = new Set<string>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target.id);
        else visible.delete(target.id);
      }
      const estado = columns.find((state) => visible.has(`lista-${state}`));
      if (!estado || estado === inSight.peek()) return;
      inSight.value = estado;
      const tab = document.querySelector(`.tab[data-estado="${estado}"]`);
      tab?.scrollIntoView({ inline: 'center', block: 'nearest' });
    },
    { threshold: 0.6 },
  );
  for (const state of columns) {
    const column = document.getElementById(`lista-${state}`);
    if (column) observer.observe(column);
  }
  return () => observer.disconnect();
}
