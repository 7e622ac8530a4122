import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commonSettings } from './common-settings.ts';
import { envBool, envInt, envUrl } from './env-types.ts';
import { parseSettings, SettingsError } from './settings.ts';

const strongKey = 'k'.repeat(40);

function problemsOf(run: () => unknown): Record<string, string> {
  try {
    run();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return Object.fromEntries(error.problems.map(({ variable, message }) => [variable, message]));
  }
  return {};
}

describe('parseSettings', () => {
  const schema = z.object({ SIZE: envInt(5, { min: 1, max: 9 }), TARGET: envUrl(), ON: envBool() });

  it('names every bad and missing variable in one message', () => {
    const parse = () => parseSettings(schema, { SIZE: 'abc', ON: 'perhaps' });
    expect(problemsOf(parse)).toEqual({
      SIZE: 'must be a whole number from 1 to 9',
      TARGET: 'is required',
      ON: 'must be 1 or 0 (also true/false, on/off, yes/no)',
    });
    expect(parse).toThrow(/SIZE: .*\n {2}TARGET: .*\n {2}ON: /);
  });

  it.each(['0', '10', '1.5', '3x', '1e3', 'NaN', '0x5', '--3'])(
    'refuses %s instead of using the default',
    (SIZE) => {
      expect(Object.keys(problemsOf(() => parseSettings(schema, { SIZE, TARGET: 'http://a' })))).toEqual([
        'SIZE',
      ]);
    },
  );

  it('takes an empty or blank variable as unset', () => {
    expect(parseSettings(schema, { SIZE: '', TARGET: ' http://a:1/x/ ', ON: '  ' })).toEqual({
      SIZE: 5,
      TARGET: 'http://a:1/x',
      ON: false,
    });
  });

  it.each(['http://a/?x=1', 'http://a/#x', 'ftp://a', 'a'])('refuses %s as an address', (TARGET) => {
    expect(Object.keys(problemsOf(() => parseSettings(schema, { TARGET })))).toEqual(['TARGET']);
  });

  it('asks in production for what has a default only for development', () => {
    const withMode = z.object({ NODE_ENV: z.string().optional(), TARGET: envUrl('http://127.0.0.1:1') });
    const parse = (env: Record<string, string>) => () =>
      parseSettings(withMode, env, { requiredInProduction: ['TARGET'] });
    expect(problemsOf(parse({ NODE_ENV: 'production' }))).toEqual({ TARGET: 'is required in production' });
    expect(problemsOf(parse({}))).toEqual({});
  });

  it('never puts a value into the message', () => {
    expect(() => parseSettings(schema, { SIZE: 's3cret', TARGET: 's3cret' })).toThrow(/^(?!.*s3cret)/s);
  });
});

describe('commonSettings', () => {
  const read = (env: Record<string, string>) => parseSettings(commonSettings('tickets'), env);

  it('has the defaults of the contract', () => {
    expect(read({})).toEqual({
      production: false,
      http: {
        host: '127.0.0.1',
        port: 4001,
        corsOrigins: [],
        allowedHosts: [],
        trustProxy: false,
        maxConnections: 10_000,
        maxConnectionsPerAddress: 2_000,
      },
      limits: { perKey: undefined, perIp: 60, anonymous: 1_200 },
      log: { level: 'info', pretty: true },
      metrics: undefined,
      relayApiKey: undefined,
      shop: { timeZone: 'America/Argentina/Buenos_Aires', dayEndsAt: 0 },
    });
    expect(parseSettings(commonSettings('store'), {}).http.port).toBe(4000);
  });

  it.each([
    ['9464', { host: '127.0.0.1', port: 9464 }],
    ['0.0.0.0:9464', { host: '0.0.0.0', port: 9464 }],
    ['[::]:9464', { host: '::', port: 9464 }],
    ['metrics.internal:9464', { host: 'metrics.internal', port: 9464 }],
  ])('serves metrics apart at %s', (METRICS_PORT, metrics) => {
    expect(read({ METRICS_PORT }).metrics).toEqual(metrics);
  });

  it.each(['on', '65536', ':9464', '0.0.0.0', 'http://a:9464'])('serves no metrics at %s', (METRICS_PORT) => {
    expect(Object.keys(problemsOf(() => read({ METRICS_PORT })))).toEqual(['METRICS_PORT']);
  });

  it('counts days by the shop’s own clock', () => {
    const shop = { SHOP_TIME_ZONE: 'Europe/Madrid', SHOP_DAY_ENDS_AT: '5' };
    expect(read(shop).shop).toEqual({ timeZone: 'Europe/Madrid', dayEndsAt: 5 });
    const bad = { SHOP_TIME_ZONE: 'Madrid', SHOP_DAY_ENDS_AT: '13' };
    expect(Object.keys(problemsOf(() => read(bad)))).toEqual(['SHOP_TIME_ZONE', 'SHOP_DAY_ENDS_AT']);
  });

  it('listens on every address in production and trusts one proxy on Render', () => {
    const settings = read({ NODE_ENV: 'production', RELAY_API_KEY: strongKey, RENDER: 'true' });
    expect(settings.http).toMatchObject({ host: '0.0.0.0', trustProxy: 1 });
    expect(read({ RENDER: 'true', TRUST_PROXY: 'off' }).http.trustProxy).toBe(false);
    expect(read({ TRUST_PROXY: '2' }).http.trustProxy).toBe(2);
  });

  it('normalises origins and hosts', () => {
    const { http } = read({
      CORS_ALLOWED_ORIGINS: 'https://A.example/, http://b:81',
      ALLOWED_HOSTS: 'Shop.example',
    });
    expect(http).toMatchObject({
      corsOrigins: ['https://a.example', 'http://b:81'],
      allowedHosts: ['shop.example'],
    });
  });

  it('names bad settings of all kinds at once, the missing key too', () => {
    const env = {
      NODE_ENV: 'production',
      PORT: '70000',
      LOG_LEVEL: 'loud',
      CORS_ALLOWED_ORIGINS: '*',
      TRUST_PROXY: 'true',
      RATE_LIMIT_PER_IP: '0',
      RATE_LIMIT_PER_KEY: '-1',
    };
    expect(Object.keys(problemsOf(() => read(env))).sort()).toEqual([
      'CORS_ALLOWED_ORIGINS',
      'LOG_LEVEL',
      'PORT',
      'RATE_LIMIT_PER_IP',
      'RATE_LIMIT_PER_KEY',
      'RELAY_API_KEY',
      'TRUST_PROXY',
    ]);
  });

  it('refuses a misspelt NODE_ENV, which would switch the checks of production off', () => {
    expect(problemsOf(() => read({ NODE_ENV: 'prod' })).NODE_ENV).toMatch(
      /^must be one of development, production/,
    );
  });

  it('joins with the settings of a service, and names the bad ones of both', () => {
    const own = z.object({ SIZE: envInt(5) }).transform(({ SIZE }) => ({ relay: { size: SIZE } }));
    const joined = z.intersection(commonSettings('store'), own);
    expect(parseSettings(joined, { SIZE: '7' })).toMatchObject({ relay: { size: 7 }, http: { port: 4000 } });
    expect(Object.keys(problemsOf(() => parseSettings(joined, { SIZE: 'x', PORT: 'y' })))).toEqual([
      'PORT',
      'SIZE',
    ]);
  });
});
