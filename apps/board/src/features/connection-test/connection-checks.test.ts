import { type Diagnosis, problemType } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { checkConnection, type Setting, type Verdict } from './connection-checks.ts';
import { describeFinding, reportText, settingLines } from './connection-report.ts';
import type { Answered, Here, Line, Measurements } from './measurements.ts';

const start = Date.parse('2026-07-30T12:00:00Z');
const here: Here = {
  protocol: 'https:',
  host: 'tablero.example',
  hostname: 'tablero.example',
  origin: 'https://tablero.example',
};
const withPort: Here = { ...here, host: 'tablero.example:8443', origin: 'https://tablero.example:8443' };
const plain: Here = { ...here, protocol: 'http:', origin: 'http://tablero.example' };

const answered: Answered = { ok: true, status: 200, type: null, tookMs: 40 };
const refused = (status: number | null, type: string | null = null): Answered => ({
  ...{ ok: false, status, type, tookMs: 40 },
});
const failed: Line = { state: 'failed', unauthorized: false, tookMs: 90 };

/** A line that opened and heard what was said at these seconds, at these seconds. */
const open = (...heard: [said: number, at: number][]): Line => ({
  ...{ state: 'open', openedAt: start, tookMs: 60 },
  heard: heard.map(([said, at]) => ({ said: start + said * 1_000, at: start + at * 1_000 })),
});
const steady = open([0, 0], [3, 3.1], [8, 8.2]);
const closed = (at: number, ...heard: number[]): Line => ({
  ...{ state: 'closed', openedAt: start, closedAt: start + at * 1_000 },
  heard: heard.map((when) => ({ said: start + when * 1_000, at: start + when * 1_000 })),
});

type Seen = Partial<Omit<Diagnosis, 'proxy'>> & { proxy?: Partial<Diagnosis['proxy']> };

/** What the service behind one proxy that does everything right sees. */
function seen({ proxy, ...more }: Seen = {}): Measurements['diagnosis'] {
  const value: Diagnosis = {
    hora: new Date(start).toISOString(),
    version: '0.1.0',
    protocolo: 'https',
    host: 'tablero.example',
    direccion_cliente: '203.0.113.7',
    origen_admitido: true,
    proxy: { saltos: 1, de_confianza: 1, protocolo: 'https', ...proxy },
    socket: { ping_interval_ms: 25_000, ping_timeout_ms: 60_000, posicion_cada_ms: 5_000 },
    ...more,
  };
  return { ...answered, value, clockOffsetMs: 120 };
}

const good: Measurements = {
  ...{ reach: answered, session: answered, diagnosis: seen() },
  ...{ websocket: steady, polling: steady, listened: true },
};
const checked = (more: Partial<Measurements>, where = here) => checkConnection({ ...good, ...more }, where);
const wrong = (verdicts: Verdict[]) => verdicts.filter(({ level }) => level === 'bad');

describe('a way to the service with one wrong setting', () => {
  const noDiagnosis = (answer: Answered) => ({ ...answer, value: null, clockOffsetMs: null });
  const hostRefused = refused(400, problemType('datos-invalidos'));
  const nothing: Partial<Measurements> = { session: null, diagnosis: null, websocket: null, polling: null };
  const cases: [what: string, more: Partial<Measurements>, where: Here, Setting, line: string | null][] = [
    ['the service is off', { ...nothing, reach: refused(null) }, here, 'service-down', null],
    [
      'a proxy that finds nobody',
      { reach: refused(502) },
      here,
      'proxy-target',
      'proxy_pass http://127.0.0.1:4001;',
    ],
    [
      'a proxy that asks somebody else',
      { reach: refused(404) },
      here,
      'proxy-target',
      'proxy_pass http://127.0.0.1:4001;',
    ],
    [
      'a name that is not admitted',
      { session: hostRefused, diagnosis: noDiagnosis(hostRefused), websocket: failed, polling: failed },
      here,
      'allowed-hosts',
      'ALLOWED_HOSTS=tablero.example',
    ],
    [
      'no upgrades',
      { websocket: failed, polling: steady },
      here,
      'upgrade',
      'proxy_set_header Upgrade $http_upgrade;',
    ],
    [
      'neither transport',
      { websocket: failed, polling: failed },
      here,
      'socket-path',
      'location / { proxy_pass http://127.0.0.1:4001; }',
    ],
    [
      'a proxy that hands messages over in bursts',
      { websocket: open([0, 0], [4, 9], [9, 9.1]) },
      here,
      'buffering',
      'proxy_buffering off;',
    ],
    [
      'a proxy that keeps all back',
      { websocket: open([0, 0]), polling: open([0, 0]) },
      here,
      'buffering',
      'proxy_buffering off;',
    ],
    [
      'messages that come by polling alone',
      { websocket: open(), polling: steady },
      here,
      'buffering',
      'proxy_buffering off;',
    ],
    [
      'a proxy that cuts what is silent',
      { websocket: closed(4, 0) },
      here,
      'read-timeout',
      'proxy_read_timeout 75s;',
    ],
    [
      'another Host',
      { diagnosis: seen({ host: '127.0.0.1:4001', origen_admitido: false }) },
      here,
      'host',
      'proxy_set_header Host $host;',
    ],
    [
      'a Host without its port',
      { diagnosis: seen({ origen_admitido: false }) },
      withPort,
      'host-port',
      'proxy_set_header Host $http_host;',
    ],
    [
      'an origin that is refused',
      { diagnosis: seen({ origen_admitido: false }) },
      here,
      'cors-origin',
      'CORS_ALLOWED_ORIGINS=https://tablero.example',
    ],
    [
      'a proxy that is not believed',
      { diagnosis: seen({ protocolo: 'http', proxy: { de_confianza: 0 } }) },
      here,
      'trust-proxy',
      'TRUST_PROXY=1',
    ],
    [
      'two proxies of which one is believed',
      { diagnosis: seen({ proxy: { saltos: 2 } }) },
      here,
      'trust-proxy',
      'TRUST_PROXY=2',
    ],
    [
      'fewer proxies than are believed',
      { diagnosis: seen({ proxy: { saltos: 1, de_confianza: 2 } }) },
      here,
      'trust-proxy',
      'TRUST_PROXY=1',
    ],
    [
      'no proxy where one is believed',
      { diagnosis: seen({ protocolo: 'http', proxy: { saltos: 0, protocolo: null } }) },
      plain,
      'trust-proxy',
      'TRUST_PROXY=off',
    ],
    [
      'a proxy that hides who asks',
      { diagnosis: seen({ protocolo: 'http', proxy: { saltos: 0, de_confianza: 0, protocolo: null } }) },
      here,
      'forwarded-for',
      'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
    ],
    [
      'a proxy that keeps https to itself',
      { diagnosis: seen({ protocolo: 'http', proxy: { protocolo: null } }) },
      here,
      'forwarded-proto',
      'proxy_set_header X-Forwarded-Proto $scheme;',
    ],
    [
      'a session that is over',
      {
        session: refused(401, problemType('no-autorizado')),
        diagnosis: noDiagnosis(refused(401)),
        websocket: { ...failed, unauthorized: true },
        polling: { ...failed, unauthorized: true },
      },
      here,
      'sign-in',
      null,
    ],
  ];

  it.each(cases)('with %s', (_what, more, where, setting, line) => {
    const [first, ...others] = wrong(checked(more, where));
    expect(first?.setting).toBe(setting);
    // Whatever else is wrong is the same thing.
    expect(others.filter((one) => one.setting !== setting)).toEqual([]);
    const lines = first?.setting ? settingLines(first.setting, first.value) : [];
    if (line === null) expect(lines).toEqual([]);
    else expect(lines).toContain(line);
  });

  it('is described in words, and in the report that can be copied', () => {
    const measured = { ...good, websocket: failed };
    const verdicts = checkConnection(measured, here);
    const report = reportText({ verdicts, measured }, here, start);
    expect(report).toContain('[Mal] Conexión en vivo (WebSocket): El WebSocket no pasa y el long-polling sí');
    expect(report).toContain('proxy_set_header Connection "upgrade";');
    expect(report).toContain('Tu dirección: 203.0.113.7');
  });
});

describe('a way to the service that is right', () => {
  it.each<[string, Partial<Measurements>, Here]>([
    ['behind one proxy', {}, here],
    ['behind a proxy on another port', { diagnosis: seen({ host: withPort.host }) }, withPort],
    [
      'in the shop, without a proxy',
      { diagnosis: seen({ protocolo: 'http', proxy: { saltos: 0, de_confianza: 0, protocolo: null } }) },
      plain,
    ],
    [
      'with a page that comes from elsewhere and is admitted',
      { diagnosis: seen({ host: 'api.example' }) },
      here,
    ],
    ['where a message came a little late', { websocket: open([0, 0], [5, 6.5], [10, 10.1]) }, here],
    [
      'where the first position is said just before the next',
      { websocket: open([0, 0], [0.4, 0.41], [5.4, 5.5]) },
      here,
    ],
  ])('%s', (_what, more, where) => {
    expect(checked(more, where).map(({ level }) => level)).toEqual(Array(8).fill('ok'));
  });

  it('is not called wrong for a clock that is off or a fallback that is not needed, and says so', () => {
    const slow = { ...answered, value: seen()?.value ?? null, clockOffsetMs: -2 * 3_600_000 };
    const found = checked({ diagnosis: slow, polling: failed }).filter(({ level }) => level !== 'ok');
    expect(found.map(({ check, level }) => [check, level])).toEqual([
      ['clock', 'info'],
      ['polling', 'info'],
    ]);
    expect(found.map(describeFinding)[0]).toContain('2 h');
  });
});

it('says nothing of what was not measured yet', () => {
  const levels = (more: Partial<Measurements>) => checked(more).map(({ level }) => level);
  const none = { session: null, diagnosis: null, websocket: null, polling: null, listened: false };
  expect(levels({ ...none, reach: null })).toEqual(Array(8).fill('waiting'));
  expect(levels(none)).toEqual(['ok', ...Array(7).fill('waiting')]);
  // A WebSocket that failed says nothing until it is known whether polling does better.
  const [, , , websocket, , flow] = checked({
    websocket: failed,
    polling: { state: 'opening' },
    listened: false,
  });
  expect([websocket?.level, flow?.level]).toEqual(['waiting', 'waiting']);
  expect(checked({ websocket: open([0, 0]), listened: false }).at(5)?.level).toBe('waiting');
});
