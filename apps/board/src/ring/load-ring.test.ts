import { expect, it } from 'vitest';
import { createFakeClock } from '../sync/testing/fake-clock.ts';
import { loadRing } from './load-ring.ts';
import type { Ring } from './open-ring.ts';

const here = {} as Ring;

/** A page whose part that rings cannot be got the first `failures` times. */
async function aPage(failures: number, remembered: string | null = null) {
  const clock = createFakeClock();
  let [opened, reloads] = [0, 0];
  const kept = remembered === null ? [] : [remembered];
  const memory = { recall: () => kept.at(-1) ?? null, remember: (value: string) => void kept.push(value) };
  const loaded = loadRing({
    ...{ clock, memory },
    open: () => Promise.resolve().then(() => (++opened > failures ? here : Promise.reject(new Error('404')))),
    reload() {
      reloads += 1;
    },
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    return { ring: loaded.ring.value, failed: loaded.failed.value, reloads };
  };
  await pass(0);
  return { pass };
}

it('tries again after three seconds, without a word', async () => {
  const { pass } = await aPage(1);
  expect(await pass(2_900)).toEqual({ ring: null, failed: false, reloads: 0 });
  expect(await pass(200)).toEqual({ ring: here, failed: false, reloads: 0 });
});

it('loads the page anew when that does not help, once, and says that it is silent', async () => {
  const { pass } = await aPage(4);
  expect(await pass(3_000)).toEqual({ ring: null, failed: true, reloads: 1 });
  expect(await pass(3_000)).toEqual({ ring: null, failed: true, reloads: 1 });
  await pass(3_000);
  expect(await pass(3_000)).toEqual({ ring: here, failed: false, reloads: 1 });
});

it('does not load it anew where that has not helped before', async () => {
  const { pass } = await aPage(9, 'sí');
  expect(await pass(3_000)).toEqual({ ring: null, failed: true, reloads: 0 });
});
