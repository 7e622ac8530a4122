import type { Person } from '@relevo/contract';
import { onlyClick } from '../../view/only-click.ts';
import type { Ringer } from './ringer.ts';
import { ringWords as words } from './words.ts';

/** After a cut: how many orders came in meanwhile. They are marked as new on the board, and none of them rings. */
export function MissedToast({ missed, person }: { missed: Ringer['missed']; person: Person }) {
  const count = missed.count.value;
  if (count === 0) return null;
  return (
    <div class="toast" data-aviso="perdidos">
      <p>{person.rol === 'repartidor' ? words().missedByDriver(count) : words().missed(count)}</p>
      {person.rol !== 'lectura' && (
        <button
          type="button"
          class="button button-toast"
          data-accion="cerrar-aviso"
          onClick={onlyClick(missed.dismiss)}
        >
          {words().understood}
        </button>
      )}
    </div>
  );
}
