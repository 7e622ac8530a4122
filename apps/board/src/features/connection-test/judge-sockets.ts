import type { Line, Measurements } from './measurements.ts';
import type { Verdict } from './verdict.ts';

type Lines = Pick<Measurements, 'websocket' | 'polling' | 'diagnosis'>;

/** Whether a WebSocket gets through. Whether polling does tells a proxy that drops upgrades from one that drops all. */
export function judgeWebsocket({ websocket, polling, diagnosis }: Lines): Verdict {
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
export function judgePolling({ websocket, polling }: Lines): Verdict {
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
