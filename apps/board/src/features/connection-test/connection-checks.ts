import { problemType } from '@relevo/contract';
import type { Answered, HeardPosition, Here, Line, Measurements } from './measurements.ts';

// The board corrects for a wrong clock; a person who reads the time off the device cannot.
const noticeableMs = 30_000;

/** Checks the way to the service by what was measured: one verdict for each check, in order. */
export function checkConnection(measured: Measurements, here: Here): Verdict[] {
  const reach = checkReach(measured, here);
  const verdicts = [
    reach,
    checkSession(measured),
    checkClock(measured),
    checkWebsocket(measured),
    checkPolling(measured),
    checkFlow(measured),
    checkOrigin(measured, here),
    checkProxy(measured, here),
  ];
  if (reach.level !== 'bad') return verdicts;
  // All other checks depend on the first one and would only repeat its fault.
  return verdicts.map((one) => (one === reach ? one : skipped(one.check)));
}

function checkReach({ reach, diagnosis }: Measurements, here: Here): Verdict {
  const check = 'reach';
  if (!reach) return { check, level: 'waiting', finding: 'waiting' };
  if (reach.status === null) return { check, level: 'bad', finding: 'no-answer', setting: 'service-down' };
  if (!reach.ok && reach.status >= 502 && reach.status <= 504)
    return { check, level: 'bad', finding: 'gateway', amount: reach.status, setting: 'proxy-target' };
  if (!reach.ok)
    return { check, level: 'bad', finding: 'wrong-answer', amount: reach.status, setting: 'proxy-target' };
  // The service answers probes for any host, everything else only for the hosts that are listed.
  if (diagnosis && isRefusedHost(diagnosis))
    return { check, level: 'bad', finding: 'host-refused', setting: 'allowed-hosts', value: here.hostname };
  return { check, level: 'ok', finding: 'reached', amount: reach.tookMs };
}

function isRefusedHost({ status, type }: Answered): boolean {
  return status === 400 && type === problemType('datos-invalidos');
}

function checkSession({ session }: Measurements): Verdict {
  const check = 'session';
  if (!session) return { check, level: 'waiting', finding: 'waiting' };
  if (session.ok) return { check, level: 'ok', finding: 'signed-in' };
  if (session.status === 401) return { check, level: 'bad', finding: 'signed-out', setting: 'sign-in' };
  return skipped(check);
}

function checkClock({ diagnosis }: Measurements): Verdict {
  const check = 'clock';
  if (!diagnosis) return { check, level: 'waiting', finding: 'waiting' };
  const { clockOffsetMs } = diagnosis;
  if (clockOffsetMs === null) return skipped(check);
  const off = Math.abs(clockOffsetMs) >= noticeableMs;
  return {
    check,
    level: off ? 'info' : 'ok',
    finding: off ? 'clock-off' : 'clock-right',
    amount: clockOffsetMs,
  };
}

function skipped(check: Verdict['check']): Verdict {
  return { check, level: 'skipped', finding: 'skipped' };
}

type Lines = Pick<Measurements, 'websocket' | 'polling' | 'diagnosis'>;

/** Checks whether a WebSocket gets through. Polling tells a proxy that drops upgrades from one that drops everything. */
function checkWebsocket({ websocket, polling, diagnosis }: Lines): Verdict {
  const check = 'websocket';
  if (!isSettled(websocket)) return { check, level: 'waiting', finding: 'waiting' };
  if (websocket.state !== 'failed')
    return { check, level: 'ok', finding: 'connected', amount: tookMs(websocket) };
  if (websocket.unauthorized) return { check, level: 'bad', finding: 'signed-out', setting: 'sign-in' };
  if (!isSettled(polling)) return { check, level: 'waiting', finding: 'waiting' };
  if (polling.state !== 'failed') return { check, level: 'bad', finding: 'no-websocket', setting: 'upgrade' };
  // The service itself refuses a page of an unknown origin; the check `origin` says why.
  if (diagnosis?.value?.origen_admitido === false) return { check, level: 'bad', finding: 'refused-origin' };
  return { check, level: 'bad', finding: 'no-live', setting: 'socket-path' };
}

/** Checks the fallback. A board does not need it where WebSockets get through. */
function checkPolling({ websocket, polling }: Lines): Verdict {
  const check = 'polling';
  if (!isSettled(polling)) return { check, level: 'waiting', finding: 'waiting' };
  if (polling.state !== 'failed')
    return { check, level: 'ok', finding: 'connected', amount: tookMs(polling) };
  if (!isSettled(websocket)) return { check, level: 'waiting', finding: 'waiting' };
  if (websocket.state === 'failed') return { check, level: 'skipped', finding: 'skipped' };
  return { check, level: 'info', finding: 'no-polling' };
}

export function isSettled(line: Line | null): line is Exclude<Line, { state: 'opening' }> {
  return line !== null && line.state !== 'opening';
}

function tookMs(line: Exclude<Line, { state: 'opening' | 'failed' }>): number | undefined {
  return line.state === 'open' ? line.tookMs : undefined;
}

/** How many positions after the first one the test waits for. */
export const wantedPositions = 2;

type Heard = Exclude<Line, { state: 'opening' | 'failed' }>;

/**
 * Checks whether messages arrive when they are sent. The service sends its position every few seconds, so a pause, a
 * burst or a close shows that something in between buffers messages or has a short timeout.
 */
function checkFlow({ websocket, polling, diagnosis, listened }: Measurements): Verdict {
  const check = 'flow';
  const waiting: Verdict = { check, level: 'waiting', finding: 'waiting' };
  if (!isSettled(websocket) || !isSettled(polling)) return waiting;
  const live = [websocket, polling].filter((line): line is Heard => line.state !== 'failed');
  const [main] = live;
  if (!main) return { check, level: 'skipped', finding: 'skipped' };
  const everyMs = diagnosis?.value?.socket.posicion_cada_ms ?? 5_000;

  if (comesInBursts(main.heard, everyMs))
    return { check, level: 'bad', finding: 'bursts', setting: 'buffering' };
  if (main.state === 'closed') {
    const silentS = Math.round(
      (main.closedAt - (main.heard[main.heard.length - 1]?.at ?? main.openedAt)) / 1_000,
    );
    return { check, level: 'bad', finding: 'closed-in-silence', amount: silentS, setting: 'read-timeout' };
  }
  if (main.heard.length > wantedPositions)
    return { check, level: 'ok', finding: 'steady', amount: worstMs(main.heard, everyMs) };
  if (!listened) return waiting;
  const byPolling = live.length > 1 && polling.state !== 'failed' && polling.heard.length > main.heard.length;
  return { check, level: 'bad', finding: byPolling ? 'only-polling' : 'nothing-heard', setting: 'buffering' };
}

// Sent seconds apart but received together: something on the way buffered them.
function comesInBursts(heard: readonly HeardPosition[], everyMs: number): boolean {
  return pairs(heard).some(
    ([one, next]) => next.said - one.said > everyMs * 0.8 && next.at - one.at < (next.said - one.said) * 0.2,
  );
}

/** The longest delay between two messages beyond the time that lay between their sending, in ms. */
function worstMs(heard: readonly HeardPosition[], everyMs: number): number {
  const late = pairs(heard).map(([one, next]) => next.at - one.at - Math.min(next.said - one.said, everyMs));
  return Math.max(0, ...late);
}

function pairs(heard: readonly HeardPosition[]): [HeardPosition, HeardPosition][] {
  return heard.slice(1).flatMap((next, at) => {
    const one = heard[at];
    return one ? [[one, next] as [HeardPosition, HeardPosition]] : [];
  });
}

type Known = Pick<Measurements, 'diagnosis'>;

/** Checks whether the service accepts this page's origin: by the host that the proxy passes on, or by its allowlist. */
function checkOrigin({ diagnosis }: Known, here: Here): Verdict {
  const check = 'origin';
  if (!diagnosis) return { check, level: 'waiting', finding: 'waiting' };
  const { value } = diagnosis;
  if (!value) return { check, level: 'skipped', finding: 'skipped' };
  const { host, origen_admitido: admitted } = value;
  if (host === here.host || admitted !== false)
    return admitted === false
      ? { check, level: 'bad', finding: 'origin-refused', setting: 'cors-origin', value: here.origin }
      : { check, level: 'ok', finding: 'origin-fits', amount: here.host };
  const failed = { check, level: 'bad', amount: host ?? '' } as const;
  // nginx's $host has no port.
  if (host === here.hostname) return { ...failed, finding: 'port-lost', setting: 'host-port' };
  return { ...failed, finding: 'other-host', setting: 'host', value: here.origin };
}

/** Checks whether the service trusts exactly the proxies that stand in front of it. */
function checkProxy({ diagnosis }: Known, here: Here): Verdict {
  const check = 'proxy';
  if (!diagnosis) return { check, level: 'waiting', finding: 'waiting' };
  const { value } = diagnosis;
  if (!value) return { check, level: 'skipped', finding: 'skipped' };
  const { saltos: hops, de_confianza: trusted, protocolo: forwardedProto } = value.proxy;
  const isSecure = here.protocol === 'https:';
  const believes = (hopCount: number) => ({ setting: 'trust-proxy', value: hopCount }) as const;

  if (hops > 0 && trusted === 0)
    return { check, level: 'bad', finding: 'proxy-not-believed', amount: hops, ...believes(hops) };
  if (hops > trusted)
    return { check, level: 'bad', finding: 'too-few-believed', amount: hops, ...believes(hops) };
  // The page came over https and the request arrived over http: a proxy ends TLS without saying so.
  const hides = hops === 0 && isSecure && value.protocolo === 'http' && forwardedProto === null;
  if (hides || (hops < trusted && hops === 0 && isSecure))
    return { check, level: 'bad', finding: 'proxy-hides', setting: 'forwarded-for' };
  if (hops < trusted)
    return { check, level: 'bad', finding: 'too-many-believed', amount: trusted, ...believes(hops) };
  if (isSecure && value.protocolo === 'http') {
    return forwardedProto === null
      ? { check, level: 'bad', finding: 'proto-missing', setting: 'forwarded-proto' }
      : { check, level: 'bad', finding: 'proto-not-believed', ...believes(Math.max(1, hops)) };
  }
  if (hops === 0) return { check, level: 'ok', finding: 'direct' };
  return { check, level: 'ok', finding: 'proxies-fit', amount: hops };
}

/** The checks; `checkConnection` gives their order. */
export type Check = 'reach' | 'session' | 'clock' | 'websocket' | 'polling' | 'flow' | 'origin' | 'proxy';

/** `info`: fine, but worth a look. `skipped`: unknown, because an earlier check failed. */
export type Level = 'waiting' | 'ok' | 'info' | 'bad' | 'skipped';

/** A wrong setting, named after the place where a proxy or the service itself has it. */
export type Setting =
  | 'service-down'
  | 'proxy-target'
  | 'allowed-hosts'
  | 'sign-in'
  | 'upgrade'
  | 'socket-path'
  | 'buffering'
  | 'read-timeout'
  | 'host'
  | 'host-port'
  | 'cors-origin'
  | 'forwarded-for'
  | 'forwarded-proto'
  | 'trust-proxy';

export type Verdict = {
  check: Check;
  level: Level;
  /** What was found; `words().found[finding]` says it, with `amount` filled in. */
  finding: Finding;
  amount?: number | string;
  /** The setting to change. */
  setting?: Setting;
  /** The value that it needs. */
  value?: number | string;
};

export type Finding =
  | 'waiting'
  | 'skipped'
  | 'reached'
  | 'no-answer'
  | 'gateway'
  | 'wrong-answer'
  | 'host-refused'
  | 'signed-in'
  | 'signed-out'
  | 'clock-right'
  | 'clock-off'
  | 'connected'
  | 'no-websocket'
  | 'no-live'
  | 'refused-origin'
  | 'no-polling'
  | 'steady'
  | 'bursts'
  | 'nothing-heard'
  | 'only-polling'
  | 'closed-in-silence'
  | 'origin-fits'
  | 'other-host'
  | 'port-lost'
  | 'origin-refused'
  | 'direct'
  | 'proxies-fit'
  | 'proxy-not-believed'
  | 'too-few-believed'
  | 'too-many-believed'
  | 'proxy-hides'
  | 'proto-missing'
  | 'proto-not-believed';
