import { expect, it } from 'vitest';
import { CheckFailed, type CheckResult, createChecklist } from './checklist.ts';

function makeChecklist(signal = new AbortController().signal) {
  const told: CheckResult[] = [];
  const redact = (text: string) => text.replaceAll('secret', '***');
  const checklist = createChecklist({ signal, redact, onResult: (result) => told.push(result) });
  return { ...checklist, told };
}

it('hands what a check found on to the checks that need it', async () => {
  const { check, told } = makeChecklist();
  const two = await check('two', [], async () => ({ value: 2, ms: 7 }));
  const word = await check('word', [], async () => ({ value: 'x' }));
  const both = await check('both', [two, word], async (count, text) => ({ value: text.repeat(count) }));
  expect(both).toEqual({ name: 'both', ok: true, value: 'xx' });
  expect(told.map(({ name, ok }) => [name, ok])).toEqual([
    ['two', true],
    ['word', true],
    ['both', true],
  ]);
  expect(told[0]?.ms).toBe(7);
});

it('skips what needs a failed check, with the reason, and goes on with the rest', async () => {
  const { check, results } = makeChecklist();
  const first = await check('first', [], () => Promise.reject(new CheckFailed('the secret is out')));
  const second = await check('second', [first], async () => ({ value: 1 }));
  await check('third', [second], async () => ({ value: 1 }));
  await check('fourth', [], async () => ({ value: 1 }));
  expect(results).toEqual([
    { name: 'first', ok: false, ms: expect.any(Number), detail: 'the *** is out' },
    { name: 'second', ok: false, skipped: true, ms: 0, detail: 'needs: first' },
    { name: 'third', ok: false, skipped: true, ms: 0, detail: 'needs: second' },
    { name: 'fourth', ok: true, ms: expect.any(Number) },
  ]);
});

it('skips what is left when the time is up', async () => {
  const time = new AbortController();
  const { check, results } = makeChecklist(time.signal);
  await check('slow', [], async () => {
    time.abort();
    throw new CheckFailed('no answer');
  });
  await check('late', [], async () => ({ value: 1 }));
  expect(results).toMatchObject([
    { name: 'slow', ok: false, detail: 'out of time: no answer' },
    { name: 'late', ok: false, skipped: true, detail: 'out of time' },
  ]);
});
