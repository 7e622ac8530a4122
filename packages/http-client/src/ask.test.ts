import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { createHttp, type Http, type HttpOptions } from './http.ts';
import { postJson } from './post-json.ts';
import type { Promised } from './read-reply.ts';
import { type Step, scriptedPeer } from './scripted-peer.ts';

const apiKey = 'clave-de-prueba-0123456789abcdef';
const promised: Promised<object> = {
  statuses: [200, 201],
  schema: {
    safeParse: (json) =>
      typeof json === 'object' && json !== null && !Array.isArray(json)
        ? { success: true, data: json }
        : { success: false, error: { issues: [] } },
  },
};

function httpOf(url: string, options: Partial<HttpOptions> = {}) {
  return createHttp({ url, apiKey, ...options });
}

function post(http: Http, signal?: AbortSignal) {
  return ask(http, postJson('/api/algo', '{}', { idempotencyKey: 'k-1', signal }), promised);
}

async function postTo(step: Step, options: Partial<HttpOptions> = {}) {
  await using peer = await scriptedPeer([step]);
  using http = httpOf(peer.url, options);
  return await post(http);
}

describe('ask', () => {
  it('believes the promised answer', async () => {
    const reply = await postTo({ status: 201, body: { id: 1 } });
    expect(reply).toEqual({ kind: 'reply', status: 201, promised: true, result: { id: 1 } });
  });

  it('makes one attempt', async () => {
    await using peer = await scriptedPeer([{ status: 503 }]);
    using http = httpOf(peer.url);
    expect(await post(http)).toMatchObject({ status: 503, promised: false });
    expect(peer.requests).toHaveLength(1);
  });

  it('does not follow a redirect, nor tell the query of where it leads', async () => {
    await using elsewhere = await scriptedPeer();
    await using peer = await scriptedPeer([
      { status: 307, headers: { Location: `${elsewhere.url}/api/algo?token=secreto` } },
    ]);
    using http = httpOf(peer.url);
    const reply = await post(http);

    const detail = `respondió una redirección a ${elsewhere.url}/api/algo`;
    expect(reply).toEqual({ kind: 'reply', status: 307, promised: false, detail });
    expect(elsewhere.requests).toEqual([]);
  });

  it('hands Retry-After on as it came', async () => {
    const reply = await postTo({ status: 503, headers: { 'Retry-After': 'mañana' } });
    expect(reply).toMatchObject({ status: 503, promised: false, detail: 'respuesta 503 de prueba' });
    // Header bytes are Latin-1: what matters is that nothing is interpreted here.
    expect(reply).toHaveProperty('retryAfter', expect.stringContaining('ma'));
  });

  it('never repeats the API key that a peer echoes', async () => {
    const reply = await postTo({ status: 401, body: { error: `clave inválida: ${apiKey}` } });
    expect(reply).toMatchObject({ status: 401, detail: 'clave inválida: ***' });

    const detail = `clave inválida: ${apiKey}`;
    const problem = { type: '/p', title: 'No', status: 401, detail, instance: 'r', error: detail };
    const told = await postTo({ status: 401, body: problem });
    expect(told).toMatchObject({ problem: { detail: 'clave inválida: ***' } });
    expect(JSON.stringify(told)).not.toContain(apiKey);
  });

  it('survives JSON nested as deep as an answer can be', async () => {
    const text = '['.repeat(30_000) + ']'.repeat(30_000);
    for (const status of [200, 500]) {
      const reply = await postTo({ status, text, headers: { 'Content-Type': 'application/json' } });
      expect(reply).toMatchObject({ kind: 'reply', status, promised: false });
    }
  });
});

describe('what breaks on the way is a value', () => {
  it.each(['hang', 'trickle'] as const)('ends a peer that does %j at the wall clock', async (step) => {
    const reply = await postTo(step, { timeoutMs: 150 });
    expect(reply).toEqual({
      kind: 'failure',
      code: 'ETIMEDOUT',
      message: 'sin respuesta completa en 150 ms',
    });
  });

  it('counts the time spent in DNS', async () => {
    using http = httpOf('http://servicio.invalid', { timeoutMs: 100, agentOptions: { lookup: () => {} } });
    const reply = await post(http);
    expect(reply).toMatchObject({ kind: 'failure', code: 'ETIMEDOUT' });
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN'])('names %s from DNS', async (code) => {
    using http = httpOf('http://servicio.invalid', { agentOptions: { lookup: failingLookup(code) } });
    const reply = await post(http);
    expect(reply).toMatchObject({ kind: 'failure', code });
  });

  it('tells the caller’s abort from a timeout', async () => {
    await using peer = await scriptedPeer(['hang']);
    using http = httpOf(peer.url);
    const stop = new AbortController();
    const pending = post(http, stop.signal);
    await peer.received(1);
    stop.abort();
    expect(await pending).toMatchObject({ kind: 'failure', code: 'ABORTED' });

    const late = await post(http, stop.signal);
    expect(late).toMatchObject({ kind: 'failure', code: 'ABORTED' });
    expect(peer.requests).toHaveLength(1);
  });

  it.each(['drop', 'cut', 'store-then-drop'] as const)(
    'names ECONNRESET when the peer does %j',
    async (step) => {
      expect(await postTo(step)).toMatchObject({ kind: 'failure', code: 'ECONNRESET' });
    },
  );

  it('names ECONNREFUSED where nobody listens', async () => {
    const gone = await scriptedPeer();
    await gone[Symbol.asyncDispose]();
    using http = httpOf(gone.url);
    const reply = await post(http);
    expect(reply).toMatchObject({ kind: 'failure', code: 'ECONNREFUSED' });
  });

  it('hands the code of a failed TLS handshake on', async () => {
    await using peer = await scriptedPeer();
    using http = httpOf(peer.url.replace('http:', 'https:'));
    const reply = await post(http);
    expect(reply).toMatchObject({ kind: 'failure', code: expect.stringMatching(/^(EPROTO|ERR_SSL_)/) });
  });

  it('stops reading at 64 KiB', async () => {
    const reply = await postTo({ status: 200, text: 'x'.repeat(64 * 1024 + 1) });
    expect(reply).toMatchObject({ kind: 'failure', code: 'ERR_TOO_LARGE' });
    expect(await postTo({ status: 200, text: 'x'.repeat(64 * 1024) })).toMatchObject({ kind: 'reply' });
    expect(await postTo({ status: 500, text: 'x'.repeat(64 * 1024 + 1) })).toMatchObject({ kind: 'failure' });
  });

  it('takes a refusal for one, however long it is', async () => {
    const reply = await postTo({ status: 400, text: `{"detail":"${'x'.repeat(200_000)}"}` });
    expect(reply).toMatchObject({ kind: 'reply', status: 400 });
  });
});

function failingLookup(code: string) {
  return (_host: string, _options: unknown, done: (error: NodeJS.ErrnoException, address: string) => void) =>
    done(Object.assign(new Error(`getaddrinfo ${code}`), { code }), '');
}
