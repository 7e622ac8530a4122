import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { keepRunning } from './keep-running.ts';

const never = new Promise<never>(() => {});
const service = (program = 'setInterval(() => {}, 1_000)') => spawn(process.execPath, ['-e', program]);
const endOf = ({ exitCode, signalCode }: ReturnType<typeof service>) => exitCode ?? signalCode;

it('leaves no service behind when they do not come up', async () => {
  const services = [service(), service()];
  const ready = Promise.reject(new Error('not ready'));
  const running = keepRunning(services, { ready, stop: never, onReady: () => {} });
  await expect(running).rejects.toThrow('not ready');
  expect(services.map(endOf)).toEqual(['SIGTERM', 'SIGTERM']);
});

it('leaves none behind when what is told once they are up fails', async () => {
  const services = [service()];
  const onReady = () => Promise.reject(new Error('the terminal is gone'));
  const running = keepRunning(services, { ready: Promise.resolve(), stop: never, onReady });
  await expect(running).rejects.toThrow('the terminal is gone');
  expect(services.map(endOf)).toEqual(['SIGTERM']);
});

it('stops them when it is asked to, before and after they are up', async () => {
  for (const ready of [never, Promise.resolve()]) {
    const services = [service(), service()];
    const asked = Promise.withResolvers<void>();
    const running = keepRunning(services, { ready, stop: asked.promise, onReady: asked.resolve });
    if (ready === never) asked.resolve();
    expect(await running).toBe('stopped');
    expect(services.map(endOf)).toEqual(['SIGTERM', 'SIGTERM']);
  }
});

it('stops the other one when one ends by itself', async () => {
  const services = [service('process.exit(3)'), service()];
  expect(await keepRunning(services, { ready: never, stop: never, onReady: () => {} })).toBe('ended');
  expect(services.map(endOf)).toEqual([3, 'SIGTERM']);
});
