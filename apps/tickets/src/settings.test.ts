import { SettingsError } from '@relevo/service-kit';
import { expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const strongKey = 'una-clave-al-azar-de-32-caracteres';

/** The variables that these settings are refused for. */
function refused(env: Record<string, string>): string[] {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const { variable } of error.problems) expect(error.message).toContain(variable);
    return error.problems.map(({ variable }) => variable).toSorted();
  }
}

it('has the defaults of the contract', () => {
  expect(readSettings({})).toMatchObject({
    production: false,
    http: { host: '127.0.0.1', port: 4001, corsOrigins: [] },
    db: { url: 'file:./data/tickets.db' },
    socket: { pingIntervalMs: 25_000, pingTimeoutMs: 60_000, maxBufferBytes: 65_536 },
    sessionRequestsPerMinute: 1_200,
    limits: { perKey: undefined, perIp: 60, anonymous: 1_200 },
  });
});

it('names every bad variable at once', () => {
  const bad = {
    PORT: 'cuatro mil',
    DATABASE_URL: 'mysql://host/base',
    SESSION_SECRET: 'corto',
    SOCKET_PING_INTERVAL_MS: '0',
    SOCKET_PING_TIMEOUT_MS: '1e9',
    SOCKET_MAX_BUFFER_BYTES: '64KiB',
    CORS_ALLOWED_ORIGINS: '*',
    RATE_LIMIT_PER_IP: '0',
    TRUST_PROXY: 'true',
    NODE_ENV: 'prod',
  };
  expect(refused(bad)).toEqual(Object.keys(bad).toSorted());
});

it('needs a key and a session secret in production', () => {
  const production = { NODE_ENV: 'production' };
  expect(refused(production)).toEqual(['RELAY_API_KEY', 'SESSION_SECRET']);
  expect(refused({ ...production, RELAY_API_KEY: 'changeme', SESSION_SECRET: 'dev' })).toEqual([
    'RELAY_API_KEY',
    'SESSION_SECRET',
  ]);
  expect(refused({ ...production, RELAY_API_KEY: strongKey, SESSION_SECRET: strongKey })).toEqual([]);
});

it('takes a list of session secrets, of which the first signs', () => {
  const [today, before] = ['el-secreto-de-hoy-bien-largo', 'el-secreto-de-antes-bien-largo'];
  expect(readSettings({ SESSION_SECRET: ` ${today}, ${before},` }).sessionSecrets).toEqual([today, before]);
  expect(readSettings({}).sessionSecrets).toBeUndefined();
  for (const bad of [',', `${today},corto`, `${today},${today}`])
    expect(refused({ SESSION_SECRET: bad })).toEqual(['SESSION_SECRET']);
});

it("refuses a first admin's password that is guessed first", () => {
  const admin = (ADMIN_PASSWORD: string) => refused({ ADMIN_EMAIL: 'ana@lapaz.com.ar', ADMIN_PASSWORD });
  expect(admin('password2026')).toEqual(['ADMIN_PASSWORD']);
  expect(admin('ana@lapaz.com.ar')).toEqual(['ADMIN_PASSWORD']);
  expect(admin('cuatro palabras al azar')).toEqual([]);
});

it.each(['?mode=rwc', '?connection_limit=1', '#x'])(
  'stops the start at a database that carries more than its file: %s',
  (more) => {
    expect(refused({ DATABASE_URL: `file:./data/tickets.db${more}` })).toEqual(['DATABASE_URL']);
  },
);

it.each(['file::memory:', 'file:', 'file://data/tickets.db', 'sqlite:./tickets.db', './tickets.db'])(
  'stops the start at what names no file: %s',
  (url) => {
    expect(refused({ DATABASE_URL: url })).toEqual(['DATABASE_URL']);
  },
);

it.each(['file:tickets.db', 'file:/data/tickets.db', 'file:///data/tickets.db'])(
  'takes the database %s',
  (url) => {
    expect(readSettings({ DATABASE_URL: url }).db.url).toBe(url);
  },
);
