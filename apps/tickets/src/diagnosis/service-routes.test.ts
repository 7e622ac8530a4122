import { type Diagnosis, diagnosisSchema, ticketPaths } from '@relevo/contract';
import { apiKey } from '@relevo/testkit/http';
import { expectProblem } from '@relevo/testkit/problems';
import { type TicketsApp, ticketsApp } from '@relevo/testkit/services';
import { afterAll, expect, it } from 'vitest';

const host = 'relevo.example:4001';

async function diagnosisOf(
  tickets: TicketsApp,
  { origen, ...headers }: { origen?: string } & Record<string, string | undefined> = {},
): Promise<Diagnosis> {
  const query = origen === undefined ? '' : `?${new URLSearchParams({ origen })}`;
  const { status, body } = await tickets.get(ticketPaths.diagnosis + query, { Host: host, ...headers });
  expect(status).toBe(200);
  return diagnosisSchema.strict().parse(body);
}

const bare = await ticketsApp({ env: { SOCKET_PING_INTERVAL_MS: '20000' } });
const behindOne = await ticketsApp({
  env: { TRUST_PROXY: '1', CORS_ALLOWED_ORIGINS: 'https://tablero.example' },
});
afterAll(async () => {
  await bare[Symbol.asyncDispose]();
  await behindOne[Symbol.asyncDispose]();
});

it('shows how a request came here without a proxy', async () => {
  const seen = await diagnosisOf(bare);
  expect(seen).toMatchObject({
    protocolo: 'http',
    host,
    direccion_cliente: '127.0.0.1',
    origen_admitido: null,
    proxy: { saltos: 0, de_confianza: 0, protocolo: null },
    socket: { ping_interval_ms: 20_000, ping_timeout_ms: 60_000, posicion_cada_ms: 5_000 },
  });
  expect(Math.abs(Date.parse(seen.hora) - Date.now())).toBeLessThan(10_000);
});

it('shows how it understands the proxies on the way, by TRUST_PROXY', async () => {
  const proxied = { 'X-Forwarded-For': '203.0.113.7, 10.0.0.2', 'X-Forwarded-Proto': 'https' };
  expect(await diagnosisOf(bare, proxied)).toMatchObject({
    protocolo: 'http',
    direccion_cliente: '127.0.0.1',
    proxy: { saltos: 2, de_confianza: 0, protocolo: 'https' },
  });
  expect(await diagnosisOf(behindOne, proxied)).toMatchObject({
    protocolo: 'https',
    direccion_cliente: '10.0.0.2',
    proxy: { saltos: 2, de_confianza: 1, protocolo: 'https' },
  });
});

it('shows whether a page of an origin is allowed', async () => {
  const admitted = async (origen: string) => (await diagnosisOf(behindOne, { origen })).origen_admitido;
  expect(await admitted(`http://${host}`)).toBe(true);
  expect(await admitted('https://tablero.example')).toBe(true);
  expect(await admitted('https://otro.example')).toBe(false);
  expect(await admitted('null')).toBe(false);
});

it('answers nobody who is not signed in, and shows no secret or list to anybody', async () => {
  expectProblem(await behindOne.get(ticketPaths.diagnosis, { 'X-API-Key': undefined }), 'no-autorizado');
  const told = JSON.stringify(await diagnosisOf(behindOne, { Cookie: 'relevo=secreto', origen: 'x' }));
  expect(told).not.toMatch(/secreto|tablero\.example|\.db/);
  expect(told).not.toContain(apiKey);
  const long = await behindOne.get(`${ticketPaths.diagnosis}?origen=${'x'.repeat(301)}`);
  expectProblem(long, 'datos-invalidos', ['origen']);
});
