import axios from 'axios';
import { describe, expect, it } from 'vitest';
import { scriptedPeer } from './scripted-peer.ts';
import { wallClockAdapter } from './wall-clock-adapter.ts';

describe('wallClockAdapter', () => {
  it('leaves the config of the caller as it was, so that a retry does not inherit a spent limit', async () => {
    await using peer = await scriptedPeer([{ status: 503 }, 'drop']);
    const instance = axios.create({ adapter: wallClockAdapter(5_000, 'clave') });
    const { signal } = new AbortController();
    for (const _step of ['503', 'drop']) {
      const error = await instance.get(peer.url, { signal }).catch((thrown) => thrown);
      expect(error.config.signal).toBe(signal);
    }
  });

  it('rejects with the response only where the whole of it came', async () => {
    await using peer = await scriptedPeer([{ status: 503 }, 'cut']);
    const instance = axios.create({ adapter: wallClockAdapter(5_000, 'clave') });
    const refused = await instance.get(peer.url).catch((thrown) => thrown);
    const cut = await instance.get(peer.url).catch((thrown) => thrown);

    expect(refused.response).toMatchObject({ status: 503 });
    expect(cut.code).toBe('ECONNRESET');
    expect(cut.response).toBeUndefined();
  });
});
