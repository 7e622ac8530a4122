import { problemType } from '@relevo/contract';
import type { Answered, HeardPosition, Here, Line, Measurements } from './measurements.ts';
import type { Verdict } from './verdict.ts';

// The board corrects a clock by what the server says; a person who reads the time off the device does not.
const noticeableMs = 30_000;

/** What the measurements say about the way to the service: one verdict for each check, in order. */
export function judgeConnection(measured: Measurements, here: Here): Verdict[] {
  const reach = judgeReach(measured, here);
  const verdicts = [
    reach,
    judgeSession(measured),
    judgeClock(measured),
    judgeWebsocket(measured),
    judgePolling(measured),
    judgeFlow(measured),
    judgeOrigin(measured, here),
    judgeProxy(measured, here),
  ];
  if (reach.level !== 'bad') return verdicts;
  // What hangs on the first one would only repeat it.
  return verdicts.map((one) => (one === reach ? one : skipped(one.check)));
}

function judgeReach({ reach, diagnosis }: Measurements, here: Here): Verdict {
  const check = 'reach';
  if (!reach) return { check, level: 'waiting', finding: 'waiting' };
  if (reach.status === null) return { check, level: 'bad', finding: 'no-answer', setting: 'service-down' };
  if (!reach.ok && reach.status >= 502 && reach.status <= 504)
    return { check, level: 'bad', finding: 'gateway', amount: reach.status, setting: 'proxy-target' };
  if (!reach.ok)
    return { check, level: 'bad', finding: 'wrong-answer', amount: reach.status, setting: 'proxy-target' };
  // Probes are answered to any host, everything else only to those that are listed.
  if (diagnosis && isRefusedHost(diagnosis))
    return { check, level: 'bad', finding: 'host-refused', setting: 'allowed-hosts', value: here.hostname };
  return { check, level: 'ok', finding: 'reached', amount: reach.tookMs };
}

function isRefusedHost({ status, type }: Answered): boolean {
  return status === 400 && type === problemType('datos-invalidos');
}

function judgeSession({ session }: Measurements): Verdict {
  const check = 'session';
  if (!session) return { check, level: 'waiting', finding: 'waiting' };
  if (session.ok) return { check, level: 'ok', finding: 'signed-in' };
  if (session.status === 401) return { check, level: 'bad', finding: 'signed-out', setting: 'sign-in' };
  return skipped(check);
}

function judgeClock({ diagnosis }: Measurements): Verdict {
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

/** Whether a WebSocket gets through. Whether polling does tells a proxy that drops upgrades from one that drops all. */
function judgeWebsocket({ websocket, polling, diagnosis }: Lines): Verdict {
  const check = 'websocket';
  if (!isSettled(websocket)) return { check, level: 'waiting', finding: 'waiting' };
  if (websocket.state !== 'failed')
    return { check, level: 'ok', finding: 'connected', amount: tookMs(websocket) };
  if (websocket.unauthorized) return { check, level: 'bad', finding: 'signed-out', setting: 'sign-in' };
  if (!isSettled(polling)) return { check, level: 'waiting', finding: 'waiting' };
  if (polling.state !== 'failed') return { check, level: 'bad', finding: 'no-websocket', setting: 'upgrade' };
  // The service itself turns away a page of an origin that it does not know; `origin` tells why.
  if (diagnosis?.value?.origen_admitido === false) return { check, level: 'bad', finding: 'refused-origin' };
  return { check, level: 'bad', finding: 'no-live', setting: 'socket-path' };
}

/** The fallback. A board does without it where WebSockets get through. */
function judgePolling({ websocket, polling }: Lines): Verdict {
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

/** How many positions after the first one are listened for. */
export const wantedPositions = 2;

type Heard = Exclude<Line, { state: 'opening' | 'failed' }>;

/**
 * Whether messages come when they are said: the service tells its position every few seconds, so a pause, a burst or
 * a close tells of something between that keeps them back or grows impatient.
 */
function judgeFlow({ websocket, polling, diagnosis, listened }: Measurements): Verdict {
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
    const silentS = Math.round((main.closedAt - (main.heard.at(-1)?.at ?? main.openedAt)) / 1_000);
    return { check, level: 'bad', finding: 'closed-in-silence', amount: silentS, setting: 'read-timeout' };
  }
  if (main.heard.length > wantedPositions)
    return { check, level: 'ok', finding: 'steady', amount: worstMs(main.heard, everyMs) };
  if (!listened) return waiting;
  const byPolling = live.length > 1 && polling.state !== 'failed' && polling.heard.length > main.heard.length;
  return { check, level: 'bad', finding: byPolling ? 'only-polling' : 'nothing-heard', setting: 'buffering' };
}

// Said seconds apart, come at once: somebody on the way waited until there was enough.
function comesInBursts(heard: readonly HeardPosition[], everyMs: number): boolean {
  return pairs(heard).some(
    ([one, next]) => next.said - one.said > everyMs * 0.8 && next.at - one.at < (next.said - one.said) * 0.2,
  );
}

/** By how much more than said apart two messages came apart, at worst. */
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

/** Whether the service takes the page for its own: by the host that the proxy passes on, or by the allowed origins. */
function judgeOrigin({ diagnosis }: Known, here: Here): Verdict {
  const check = 'origin';
  if (!diagnosis) return { check, level: 'waiting', finding: 'waiting' };
  const { value } = diagnosis;
  if (!value) return { check, level: 'skipped', finding: 'skipped' };
  const { host, origen_admitido: admitted } = value;
  if (host === here.host || admitted !== false)
    return admitted === false
      ? { check, level: 'bad', finding: 'origin-refused', setting: 'cors-origin', value: here.origin }
      : { check, level: 'ok', finding: 'origin-fits', amount: here.host };
  const told = { check, level: 'bad', amount: host ?? '' } as const;
  // nginx's $host has no port.
  if (host === here.hostname) return { ...told, finding: 'port-lost', setting: 'host-port' };
  return { ...told, finding: 'other-host', setting: 'host', value: here.origin };
}

/** Whether the service believes the proxies in front, and no more than there are. */
function judgeProxy({ diagnosis }: Known, here: Here): Verdict {
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
  // https came in and http arrived: somebody in between has taken the TLS off, and says nothing of it.
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
