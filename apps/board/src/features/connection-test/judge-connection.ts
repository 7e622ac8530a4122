import { problemType } from '@relevo/contract';
import { judgeFlow } from './judge-flow.ts';
import { judgeOrigin, judgeProxy } from './judge-proxy.ts';
import { judgePolling, judgeWebsocket } from './judge-sockets.ts';
import type { Answered, Here, Measurements } from './measurements.ts';
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
