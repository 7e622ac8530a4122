import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { BoardView } from './board-view.ts';

/** Animates cards that change columns. It loads after the page, which works without it. */
export function useMoves(view: Pick<BoardView, 'columns'>, page: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let over = false;
    let end = () => {};
    import('./card-motion.ts').then(
      ({ watchMoves }) => {
        if (!over && page.current) end = watchMoves(view, page.current);
      },
      () => {},
    );
    return () => {
      over = true;
      end();
    };
  }, [view, page]);
}
