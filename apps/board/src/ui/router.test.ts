import { createFakeClock } from '@relevo/testkit/clock';
import { describe, expect, it } from 'vitest';
import { type AddressBar, createRouter } from './router.ts';

/** An address bar with a history, as a browser keeps them. */
function startRouter(first: string) {
  const entries = [first];
  let at = 0;
  let backTo = () => {};
  const urlNow = () => new URL(entries[at] ?? '/', 'http://relevo');
  const bar: AddressBar = {
    read: () => ({ pathname: urlNow().pathname, search: urlNow().search }),
    push: (address) => void entries.splice(++at, entries.length, address),
    replace: (address) => void entries.splice(at, 1, address),
    onBack: (run) => {
      backTo = run;
    },
  };
  const clock = createFakeClock();
  return {
    clock,
    entries,
    router: createRouter(bar, clock),
    address: () => entries[at],
    back() {
      at -= 1;
      backTo();
    },
  };
}

describe('the router', () => {
  it.each([
    ['/', '/', ''],
    ['/cerrados/?q=ana', '/cerrados', '?q=ana'],
    ['//hoy', '/', ''],
    ['/entrar', '/', ''],
    ['/nada?q=ana', '/', '?q=ana'],
  ] as const)('reads %s', (first, page, search) => {
    const { router } = startRouter(first);
    expect(router.page.value).toBe(page);
    expect(router.search(page).value).toBe(search);
  });

  it('shows a choice at once, and writes the address after the typing, without an entry in the history', () => {
    const { router, clock, entries, address } = startRouter('/');
    for (const q of ['a', 'an', 'ana']) {
      router.put('/', `?q=${q}`);
      expect(router.search('/').value).toBe(`?q=${q}`);
      clock.advance(100);
    }
    expect(address()).toBe('/');
    clock.advance(400);
    expect(entries).toEqual(['/?q=ana']);
  });

  it('keeps each page’s choices while another page is shown, and on the way back', () => {
    const { router, clock, entries, back, address } = startRouter('/?q=ana');
    router.put('/', '?q=luz');
    router.go('/cerrados');
    // The address was written before the page was left.
    expect(entries).toEqual(['/?q=luz', '/cerrados']);
    router.put('/cerrados', '?estado=cancelado');
    clock.advance(400);
    router.go('/');
    expect(entries).toEqual(['/?q=luz', '/cerrados?estado=cancelado', '/?q=luz']);
    back();
    expect(router.page.value).toBe('/cerrados');
    expect(router.search('/cerrados').value).toBe('?estado=cancelado');
    back();
    expect(router.page.value).toBe('/');
    expect(router.search('/').value).toBe('?q=luz');
    expect(address()).toBe('/?q=luz');
  });

  it('writes nothing to the address after its page was left', () => {
    const { router, clock, entries } = startRouter('/cerrados');
    router.put('/', '?q=ana');
    clock.advance(1_000);
    expect(entries).toEqual(['/cerrados']);
  });
});
