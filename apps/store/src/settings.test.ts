import { SettingsError } from '@relevo/service-kit';
import refusedKeys from '@relevo/service-kit/refused-keys.json' with { type: 'json' };
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
    http: { host: '127.0.0.1', port: 4000 },
    db: { url: 'file:./data/store.db' },
    ticketsUrl: 'http://127.0.0.1:4001',
    relay: { waitMs: 2_000, timeoutMs: 15_000, concurrency: 32 },
    demo: false,
  });
});

it('names every bad variable at once', () => {
  const bad = {
    PORT: '70000',
    DATABASE_URL: 'mysql://host/base',
    TICKETS_URL: 'tickets:4001',
    RELAY_WAIT_MS: '-1',
    RELAY_TIMEOUT_MS: '15s',
    RELAY_CONCURRENCY: '0',
    DEMO: 'quizás',
    LOG_LEVEL: 'mucho',
  };
  expect(refused(bad)).toEqual(Object.keys(bad).toSorted());
});

it('needs a key and the address of the ticket service in production', () => {
  expect(refused({ NODE_ENV: 'production' })).toEqual(['RELAY_API_KEY', 'TICKETS_URL']);
  const enough = {
    NODE_ENV: 'production',
    RELAY_API_KEY: strongKey,
    TICKETS_URL: 'https://tickets.example.com/',
  };
  expect(refused(enough)).toEqual([]);
  expect(readSettings(enough)).toMatchObject({
    http: { host: '0.0.0.0' },
    ticketsUrl: 'https://tickets.example.com',
    demo: false,
  });
});

it('shows the shop page nowhere in production, and says what shows a purchase there', () => {
  const production = { NODE_ENV: 'production', RELAY_API_KEY: strongKey, TICKETS_URL: 'https://t.example' };
  expect(refused({ ...production, DEMO: '1' })).toEqual(['DEMO']);
  expect(() => readSettings({ ...production, DEMO: 'on' })).toThrow('npm run smoke -- --visible');
  expect(refused({ NODE_ENV: 'production', DEMO: 'yes' })).toEqual(['DEMO', 'RELAY_API_KEY', 'TICKETS_URL']);
  expect(refused({ ...production, DEMO: '0' })).toEqual([]);
  expect(readSettings({ NODE_ENV: 'development', DEMO: '1' }).demo).toBe(true);
});

it.each([...refusedKeys.keys, 'x'.repeat(23), `${strongKey},dev`, `tienda:${'x'.repeat(23)}`])(
  'refuses the key «%s» in production, and does not repeat it',
  (key) => {
    const env = { NODE_ENV: 'production', RELAY_API_KEY: key, TICKETS_URL: 'https://tickets.example.com' };
    expect(refused(env)).toEqual(['RELAY_API_KEY']);
    expect(() => readSettings(env)).not.toThrow(key);
    expect(refused({ RELAY_API_KEY: key })).toEqual([]);
  },
);

it.each(['?mode=rwc', '?connection_limit=1', '#x'])(
  'stops the start at a database that carries more than its file: %s',
  (more) => {
    expect(refused({ DATABASE_URL: `file:./data/store.db${more}` })).toEqual(['DATABASE_URL']);
  },
);

it.each(['file::memory:', 'file:', 'file://data/store.db', 'sqlite:./store.db', './store.db'])(
  'stops the start at what names no file: %s',
  (url) => {
    expect(refused({ DATABASE_URL: url })).toEqual(['DATABASE_URL']);
  },
);

it.each(['file:store.db', 'file:/data/store.db', 'file:///data/store.db'])('takes the database %s', (url) => {
  expect(readSettings({ DATABASE_URL: url }).db.url).toBe(url);
});
