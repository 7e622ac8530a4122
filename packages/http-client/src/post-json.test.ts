import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { createHttp } from './http.ts';
import { postJson } from './post-json.ts';
import { scriptedPeer } from './scripted-peer.ts';

const apiKey = 'clave-de-prueba-0123456789abcdef';
const anything = { statuses: [200], schema: { safeParse: () => ({ success: true as const, data: 'sí' }) } };

describe('postJson', () => {
  it('sends the text byte for byte, with the key of the message and its trace', async () => {
    await using peer = await scriptedPeer();
    using http = createHttp({ url: peer.url, apiKey });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const body = ' {"nombre":  "Ñandú 🧉"} ';
    const request = postJson('/api/algo', body, { idempotencyKey: 'k-1', requestId: 'r-1', traceparent });

    expect(await ask(http, request, anything)).toMatchObject({ promised: true, result: 'sí' });
    expect(peer.requests).toMatchObject([{ method: 'POST', path: '/api/algo', body }]);
    expect(peer.requests[0]?.headers).toMatchObject({
      'x-api-key': apiKey,
      'idempotency-key': 'k-1',
      'x-request-id': 'r-1',
      traceparent,
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('keeps two keys apart that differ only in what a header cannot carry', async () => {
    const keyOf = (idempotencyKey: string) =>
      postJson('/', '{}', { idempotencyKey }).headers?.['Idempotency-Key'];
    expect(keyOf('mesa-✓')).toBe('mesa-%E2%9C%93');
    expect(keyOf('mesa-✗\r\nX-Otro: 1')).toBe('mesa-%E2%9C%97%0D%0AX-Otro:%201');
  });
});
