import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { browserClock, type Clock, createTimer } from '../device/clock.ts';

/** The pages that somebody who is signed in can be on. `apps/tickets` serves each of these addresses. */
export const pages = ['/', '/cerrados', '/hoy', '/conexion', '/personas'] as const;
export type Page = (typeof pages)[number];

export type Router = {
  page: ReadonlySignal<Page>;
  /** What stands in a page's address from its `?` on: what somebody has chosen there. It outlives leaving the page. */
  search(page: Page): ReadonlySignal<string>;
  /** To another page, as it was left. The back button leads back. */
  go(page: Page): void;
  /** Another choice on a page: the back button does not stop at each. */
  put(page: Page, search: string): void;
};

/** The part of a browser that shows an address and remembers those before. */
export type AddressBar = {
  read(): { pathname: string; search: string };
  push(address: string): void;
  replace(address: string): void;
  onBack(run: () => void): void;
};

// Browsers refuse to write an address too often, and typing is quick.
const writeAfterMs = 400;

/** Which page is shown and what is chosen on it, in step with the address bar and its back button. */
export function createRouter(bar: AddressBar = browserBar, clock: Clock = browserClock): Router {
  const page = signal<Page>('/');
  const searches = new Map<Page, Signal<string>>(pages.map((one) => [one, signal('')]));
  const searchOf = (one: Page) => searches.get(one) ?? signal('');
  const unwritten = createTimer(clock);

  function read(): void {
    const { pathname, search } = bar.read();
    unwritten.clear();
    page.value = pageOf(pathname);
    searchOf(page.peek()).value = search;
  }
  function write(): void {
    unwritten.clear();
    const here = page.peek();
    const { pathname, search } = bar.read();
    if (pageOf(pathname) === here && search !== searchOf(here).peek())
      bar.replace(here + searchOf(here).peek());
  }
  read();
  bar.onBack(read);

  return {
    page,
    search: searchOf,
    go(next) {
      if (next === page.peek()) return;
      write();
      bar.push(next + searchOf(next).peek());
      page.value = next;
    },
    put(one, search) {
      searchOf(one).value = search;
      unwritten.set(writeAfterMs, write);
    },
  };
}

function pageOf(pathname: string): Page {
  const plain = pathname.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  return pages.find((page) => page === plain) ?? '/';
}

const browserBar: AddressBar = {
  read: () => location,
  push: (address) => history.pushState(null, '', address),
  replace: (address) => history.replaceState(null, '', address),
  onBack: (run) => window.addEventListener('popstate', run),
};

/** A link within the page; with a modifier key it does what links do. */
export function follow(router: Router, page: Page) {
  return (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    router.go(page);
  };
}
