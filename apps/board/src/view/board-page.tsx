import { useMemo } from 'preact/hooks';
import { TicketDialog } from '../dialog/ticket-dialog.tsx';
import { Keyboard } from '../keys/keyboard.tsx';
import type { Shell } from '../shell.ts';
import type { Workbench } from '../work/workbench.ts';
import { Announcer } from './announcer.tsx';
import { Column } from './column.tsx';
import { ColumnTabs } from './column-tabs.tsx';
import { createHint, HintLine } from './hint.tsx';
import { columnsOf } from './labels.ts';
import { ignoreHeldKeys } from './only-click.ts';
import { StaleBanner } from './stale-banner.tsx';
import { Toasts } from './toasts.tsx';
import { TopBar } from './top-bar.tsx';
import { boardWords as words } from './words.ts';

/** The board on which people work. */
export function BoardPage({ shell, work }: { shell: Shell; work: Workbench }) {
  const { view, restored } = shell;
  const hint = useMemo(() => createHint(shell.clock), [shell]);
  const columns = columnsOf(work.person.rol);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps held keys from reaching the buttons in it
    <div class="board" onKeyDown={ignoreHeldKeys}>
      <TopBar shell={shell} person={work.person} />
      <StaleBanner view={view} />
      <ColumnTabs view={view} columns={columns} />
      <main class="columns" data-desactualizado={view.stale.value ? 'si' : 'no'}>
        {view.loaded.value && view.total.value === 0 && <Quiet isDriver={work.person.rol === 'repartidor'} />}
        {columns.map((estado) => (
          <Column key={estado} estado={estado} view={view} work={work} />
        ))}
      </main>
      <Toasts work={work} restored={restored} />
      <TicketDialog work={work} />
      <Keyboard work={work} hint={hint} />
      <HintLine hint={hint} />
      <Announcer view={view} />
    </div>
  );
}

function Quiet({ isDriver }: { isDriver: boolean }) {
  return (
    <div class="quiet">
      <h2>{words().quiet}</h2>
      <p>{isDriver ? words().quietDriver : words().quietShop}</p>
    </div>
  );
}
