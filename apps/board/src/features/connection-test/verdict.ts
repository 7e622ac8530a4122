/** The checks, in the order in which the page shows them. */
export const checks = [
  'reach',
  'session',
  'clock',
  'websocket',
  'polling',
  'flow',
  'origin',
  'proxy',
] as const;
export type Check = (typeof checks)[number];

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
