import { type ReadonlySignal, signal } from '@preact/signals-core';

/** The pages that somebody who is signed in can be on. `apps/tickets` serves each of these addresses. */
export const pages = ['/', '/cerrados', '/hoy', '/conexion', '/personas'] as const;
export type Page = (typeof pages)[number];

export type Router = { page: ReadonlySignal<Page>; go(page: Page): void };

/** Which page is shown, in step with the address bar and its back button. */
export function createRouter(): Router {
  const page = signal(pageOf(location.pathname));
  window.addEventListener('popstate', () => {
    page.value = pageOf(location.pathname);
  });
  return {
    page,
    go(next) {
      if (next !== page.peek()) history.pushState(null, '', next);
      page.value = next;
    },
  };
}

function pageOf(pathname: string): Page {
  const plain = pathname.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  return pages.find((page) => page === plain) ?? '/';
}
