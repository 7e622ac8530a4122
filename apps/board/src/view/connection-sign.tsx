import type { BoardView } from './board-view.ts';
import { connectionText } from './describe-connection.ts';

/** How far the board can be believed, always in sight. */
export function ConnectionSign({ view }: { view: BoardView }) {
  const { kind } = view.connection.value;
  return (
    <p class="sign" data-conexion={kind}>
      <span class="sign-dot" aria-hidden="true" />
      <span>{connectionText(view.connection.value, view.now.value)}</span>
    </p>
  );
}
