/** What is checked, in the order in which it is shown. */
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

/** `info`: fine as it is, and still worth a look. `skipped`: cannot be told, because of what went wrong before. */
export type Level = 'waiting' | 'ok' | 'info' | 'bad' | 'skipped';

/** A setting that is wrong, by the name under which it is found in a proxy's or in the service's own settings. */
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
  /** What was found; the words for it are `words().found[finding]`, with `amount` filled in. */
  finding: Finding;
  amount?: number | string;
  /** What has to be changed. */
  setting?: Setting;
  /** What it has to be set to. */
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
