import { createFakeClock } from '@relevo/testkit/clock';
import { expect, it } from 'vitest';
import { loadAlerts } from './alert-loader.ts';

const here = { name: 'the ringing' };
type Options = { failures: number; remembered?: string; remembers?: boolean; there?: boolean };

/** A page whose part that rings cannot be got the first `failures` times. */
async function aPage({ failures, remembered = '', remembers = true, there = true }: Options) {
  const clock = createFakeClock();
  const kept = [remembered];
  const page = { there };
  let [opened, reloads] = [0, 0];
  const loaded = loadAlerts({
    clock,
    memory: {
      recall: () => kept.at(-1) ?? null,
      remember: (value) => void (remembers && kept.push(value)),
    },
    open: () => Promise.resolve().then(() => (++opened > failures ? here : Promise.reject(new Error('404')))),
    pageIsThere: async () => page.there,
    reload() {
      reloads += 1;
    },
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    return { ring: loaded.ring.value, failed: loaded.failed.value, reloads };
  };
  await pass(0);
  return { pass, page, remembered: () => kept.at(-1) };
}

it('tries again silently after three seconds', async () => {
  const { pass } = await aPage({ failures: 1 });
  expect(await pass(2_900)).toEqual({ ring: null, failed: false, reloads: 0 });
  expect(await pass(200)).toEqual({ ring: here, failed: false, reloads: 0 });
});

it('reloads the page once when that does not help, and says that it is silent', async () => {
  const { pass } = await aPage({ failures: 4 });
  expect(await pass(3_000)).toEqual({ ring: null, failed: true, reloads: 1 });
  expect(await pass(3_000)).toEqual({ ring: null, failed: true, reloads: 1 });
  await pass(3_000);
  expect(await pass(3_000)).toEqual({ ring: here, failed: false, reloads: 1 });
});

it('reloads only once the service is there', async () => {
  const { pass, page } = await aPage({ failures: 9, there: false });
  expect(await pass(3_000)).toEqual({ ring: null, failed: true, reloads: 0 });
  page.there = true;
  expect(await pass(3_000)).toEqual({ ring: null, failed: true, reloads: 1 });
});

it('does not reload again after a reload that did not help, and may again after one that did', async () => {
  const { pass } = await aPage({ failures: 9, remembered: '1' });
  expect(await pass(3_000)).toEqual({ ring: null, failed: true, reloads: 0 });
  const helped = await aPage({ failures: 0, remembered: '1' });
  expect(helped.remembered()).toBe('');
});

it('never reloads a tab that remembers nothing', async () => {
  const { pass } = await aPage({ failures: 9, remembers: false });
  await pass(3_000);
  expect(await pass(3_000)).toEqual({ ring: null, failed: true, reloads: 0 });
});
