import { signal } from '@preact/signals-core';
import { createFakeClock } from '@relevo/testkit/clock';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createUpdates, createVersionWatch, keepPage } from './updates.ts';
import { readVersion } from './version.tsx';

const page = (hash: string) => `<script type="module" src="/assets/index-${hash}.js"></script>
  <link rel="stylesheet" href="/assets/index-css1.css">`;
const minuteMs = 60_000;
const settle = () => new Promise((resolve) => setImmediate(resolve));

function startTab({ isTv = false, triedFor = null as string | null, running = page('aaa') } = {}) {
  const clock = createFakeClock();
  const service = { sends: page('aaa') as string | null, asked: 0 };
  const watch = createVersionWatch({
    clock,
    running: readVersion(running),
    async fetchPage() {
      service.asked += 1;
      return service.sends;
    },
  });
  const facts = signal({ isTv, hidden: false, busy: false, audible: false, quietForMs: 0 });
  const memory = { kept: triedFor };
  let reloads = 0;
  const updates = createUpdates({
    watch,
    facts: () => facts.value,
    memory: {
      recall: () => memory.kept,
      remember(version) {
        memory.kept = version;
      },
    },
    reload() {
      reloads += 1;
    },
  });
  return {
    ...{ clock, service, watch, updates, memory, facts },
    reloads: () => reloads,
    async later(minutes: number) {
      clock.advance(minutes * minuteMs);
      await settle();
      await settle();
    },
    async happens(more: Partial<typeof facts.value>) {
      facts.value = { ...facts.peek(), ...more };
      await settle();
      await settle();
    },
  };
}

describe('a new version', () => {
  it('is found within 5 minutes, or at once after a reconnect', async () => {
    const tab = startTab();
    await tab.later(4);
    expect([tab.service.asked, tab.updates.offered.value]).toEqual([0, false]);
    await tab.later(1.1);
    expect([tab.service.asked, tab.updates.offered.value]).toEqual([1, false]);
    tab.service.sends = page('bbb');
    await tab.later(1);
    tab.watch.check();
    await settle();
    expect([tab.service.asked, tab.updates.offered.value]).toEqual([2, true]);
    for (let again = 0; again < 50; again += 1) tab.watch.check();
    await settle();
    expect(tab.service.asked).toBe(2);
  });

  it('is offered to a person who works, and loaded when they ask for it', async () => {
    const tab = startTab();
    tab.service.sends = page('bbb');
    await tab.later(6);
    expect([tab.updates.offered.value, tab.reloads()]).toEqual([true, 0]);
    tab.updates.take();
    await settle();
    expect(tab.reloads()).toBe(1);
  });

  it('is loaded by a hidden tab, unless somebody is busy there', async () => {
    const tab = startTab();
    tab.service.sends = page('bbb');
    await tab.happens({ busy: true, hidden: true });
    await tab.later(6);
    expect(tab.reloads()).toBe(0);
    await tab.happens({ busy: false });
    expect(tab.reloads()).toBe(1);
  });

  it('is only offered to a hidden tab that rings: after a reload it might not ring any more', async () => {
    const tab = startTab();
    tab.service.sends = page('bbb');
    await tab.happens({ audible: true, hidden: true });
    await tab.later(6);
    expect([tab.updates.offered.value, tab.reloads()]).toEqual([true, 0]);
    await tab.happens({ audible: false });
    expect(tab.reloads()).toBe(1);
  });

  it('is not loaded when somebody comes back to the tab before the service has answered', async () => {
    const tab = startTab();
    tab.service.sends = page('bbb');
    await tab.later(6);
    tab.facts.value = { ...tab.facts.peek(), hidden: true };
    await tab.happens({ hidden: false });
    expect([tab.updates.offered.value, tab.reloads()]).toEqual([true, 0]);
  });

  it('is loaded by a TV once no order has arrived for a minute', async () => {
    const tab = startTab({ isTv: true });
    tab.service.sends = page('bbb');
    await tab.happens({ quietForMs: 59_000 });
    await tab.later(6);
    expect([tab.reloads(), tab.updates.offered.value]).toEqual([0, false]);
    await tab.happens({ quietForMs: 60_000 });
    expect(tab.reloads()).toBe(1);
  });

  it('is not loaded while the service does not send the page: a TV would end on an error page', async () => {
    const tab = startTab({ isTv: true });
    tab.service.sends = page('bbb');
    await tab.later(6);
    tab.service.sends = null;
    await tab.happens({ quietForMs: 60_000 });
    expect(tab.reloads()).toBe(0);
  });

  it('is tried once: a tab that gets the old page again does not reload in a loop', async () => {
    const tab = startTab({ isTv: true });
    tab.service.sends = page('bbb');
    await tab.happens({ quietForMs: 90_000 });
    await tab.later(6);
    expect(tab.reloads()).toBe(1);
    const again = startTab({ isTv: true, triedFor: tab.memory.kept });
    again.service.sends = page('bbb');
    await again.happens({ quietForMs: 90_000 });
    await again.later(60);
    expect(again.reloads()).toBe(0);
    again.service.sends = page('ccc');
    await again.later(6);
    expect(again.reloads()).toBe(1);
  });

  it('is not seen in the old page, in no page, nor in a page that is not the service’s', async () => {
    const tab = startTab({ isTv: true });
    await tab.happens({ quietForMs: 90_000 });
    for (const sends of [page('aaa'), null, '<h1>Wi-Fi del local</h1>']) {
      tab.service.sends = sends;
      await tab.later(6);
    }
    expect([tab.reloads(), tab.watch.newer.value]).toEqual([0, null]);
  });
});

describe('the service worker', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A browser that has a worker and what it keeps, and a service that answers so about its script. */
  async function ask(answer: () => Response) {
    const browser = { registered: [] as string[], unregistered: 0, kept: ['relevo-pagina-1', 'otra'] };
    const unregister = async () => {
      browser.unregistered += 1;
      return true;
    };
    vi.stubGlobal('fetch', async () => answer());
    vi.stubGlobal('caches', {
      keys: async () => browser.kept,
      async delete(name: string) {
        browser.kept = browser.kept.filter((one) => one !== name);
      },
    });
    await keepPage({
      async register(path: string) {
        browser.registered.push(path);
        return {} as ServiceWorkerRegistration;
      },
      getRegistration: async () => ({ unregister }) as ServiceWorkerRegistration,
    });
    return browser;
  }
  const notThere = (type: string) => new Response('', { status: 404, headers: { 'Content-Type': type } });

  it('is taken where the service has it', async () => {
    const { registered, kept } = await ask(() => new Response(''));
    expect([registered, kept]).toEqual([['/sin-conexion.js'], ['relevo-pagina-1', 'otra']]);
  });

  it('goes with all that it keeps where the service says that it has none', async () => {
    const browser = await ask(() => notThere('application/problem+json; charset=utf-8'));
    expect(browser).toEqual({ registered: [], unregistered: 1, kept: ['otra'] });
  });

  it('stays as it is where something in between answers, or nobody does', async () => {
    const refuse = () => {
      throw new TypeError('no network');
    };
    for (const answer of [() => notThere('text/html'), () => new Response('', { status: 502 }), refuse]) {
      expect(await ask(answer)).toMatchObject({ registered: [], unregistered: 0 });
    }
  });

  it('is nothing that the page needs', async () => {
    await expect(keepPage(undefined)).resolves.toBe(undefined);
  });
});
