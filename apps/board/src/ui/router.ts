import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { memberPages } from '@relevo/contract';
import { browserClock, type Clock, createTimer } from '../device/clock.ts';

export type Page = (typeof memberPages)[number];

export type Router = {
  page: ReadonlySignal<Page>;
  /** The part of a page's address after the `?`: what somebody chose there. It survives leaving the page. */
  search(page: Page): ReadonlySignal<string>;
  /** Opens another page as it was left. The back button leads back. */
  go(page: Page): void;
  /** Changes the choice on a page. The back button skips these changes. */
  put(page: Page, search: string): void;
};

/** The browser's address bar and history. */
export type AddressBar = {
  read(): { pathname: string; search: string };
  push(address: string): void;
  replace(address: string): void;
  onBack(run: () => void): void;
};

// Wait for a pause: browsers limit how often a page may change its address.
const writeAfterMs = 400;

/** Keeps the shown page and its choices in step with the address bar and the back button. */
export function createRouter(bar: AddressBar = browserBar, clock: Clock = browserClock): Router {
  const page = signal<Page>('/');
  const searches = new Map<Page, Signal<string>>(memberPages.map((one) => [one, signal('')]));
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
  return memberPages.find((page) => page === plain) ?? '/';
}

const browserBar: AddressBar = {
  read: () => location,
  push: (address) => history.pushState(null, '', address),
  replace: (address) => history.replaceState(null, '', address),
  onBack: (run) => window.addEventListener('popstate', run),
};

/** Renders a link to another page of the board. With a modifier key it works like any link. */
export function follow(router: Router, page: Page) {
  return (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    router.go(page);
  };
}
