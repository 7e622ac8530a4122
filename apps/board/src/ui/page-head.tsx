import type { ComponentChildren } from 'preact';
import { bilingual } from '../i18n/bilingual.ts';
import { follow, type Router } from './router.ts';

const words = bilingual({ es: { back: 'Volver al tablero' }, en: { back: 'Back to the board' } });

/** Shows the header of a page, with the link back to the board. */
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

export function Brand({ children }: { children?: ComponentChildren }) {
  return (
    <h1 class="brand">
      <img src="/favicon.svg" alt="" width="28" height="28" />
      <span>{children ?? 'Relevo'}</span>
    </h1>
  );
}
