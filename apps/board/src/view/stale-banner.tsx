import type { BoardView } from './board-view.ts';
import { connectionWords } from './connection-words.ts';
import { staleText } from './describe-connection.ts';

/** Over a board that is not up to date: how old it is. */
export function StaleBanner({ view }: { view: BoardView }) {
  if (!view.stale.value) return null;
  return (
    <p class="banner" data-banner="desactualizado">
      <strong>{connectionWords().notUpToDate}</strong> {staleText(view.connection.value, view.now.value)}
    </p>
  );
}
