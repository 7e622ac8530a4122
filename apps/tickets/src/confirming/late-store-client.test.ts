import { afterEach, expect, it, vi } from 'vitest';
import { createLateStoreClient } from './late-store-client.ts';

const confirmTicket = vi.fn(async () => ({ kind: 'ok' }));
const dispose = vi.fn();
const options = { baseUrl: 'http://127.0.0.1:1', apiKey: 'k', userAgent: 'prueba' } as never;
const post = {} as never;

afterEach(() => {
  vi.doUnmock('./store-client.ts');
  vi.clearAllMocks();
});

it('loads the client at the first use, once, and lets it go', async () => {
  const createStoreClient = vi.fn(() => ({ confirmTicket, [Symbol.dispose]: dispose }));
  vi.doMock('./store-client.ts', () => ({ createStoreClient }));
  const client = createLateStoreClient(options);
  expect(createStoreClient).not.toHaveBeenCalled();
  await Promise.all([client.confirmTicket('A', '{}', post), client.confirmTicket('B', '{}', post)]);
  expect(createStoreClient).toHaveBeenCalledExactlyOnceWith(options);
  expect(confirmTicket.mock.calls.map(([numero]: unknown[]) => numero)).toEqual(['A', 'B']);
  client[Symbol.dispose]();
  await vi.waitFor(() => expect(dispose).toHaveBeenCalledOnce());
});

it('tries again at the next attempt when it could not be loaded', async () => {
  const createStoreClient = vi.fn(() => ({ confirmTicket, [Symbol.dispose]: dispose }));
  createStoreClient.mockImplementationOnce(() => {
    throw new Error('EMFILE: too many open files');
  });
  vi.doMock('./store-client.ts', () => ({ createStoreClient }));
  const client = createLateStoreClient(options);
  await expect(client.confirmTicket('A', '{}', post)).rejects.toThrow('EMFILE');
  await client.confirmTicket('A', '{}', post);
  expect(confirmTicket).toHaveBeenCalledOnce();
});

it('lets nothing go that was never used', () => {
  expect(() => createLateStoreClient(options)[Symbol.dispose]()).not.toThrow();
});
