import type { Router } from '../route.ts';
import { bilingual } from '../words/bilingual.ts';
import { Brand, follow } from './top-bar.tsx';

const words = bilingual({ es: { back: 'Volver al tablero' }, en: { back: 'Back to the board' } });

/** The head of a page beside the board, with the way back. */
export function PageHead({ title, router }: { title: string; router: Router }) {
  return (
    <header class="top-bar">
      <Brand>{title}</Brand>
      <div class="who">
        <a class="button" href="/" onClick={follow(router, '/')}>
          {words().back}
        </a>
      </div>
    </header>
  );
}
