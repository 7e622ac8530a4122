import { formatDayTime, formatDuration, formatQuantity } from '../../ui/format.ts';
import type { Finding, Setting, Verdict } from './connection-checks.ts';
import type { Here, Measurements } from './measurements.ts';
import { connectionWords as words } from './words.ts';

/** Writes the whole test as a text, for whoever looks after the server. @param now milliseconds since 1970 */
export function reportText(
  { verdicts, measured }: { verdicts: readonly Verdict[]; measured: Measurements },
  here: Here,
  now: number,
): string {
  const lines = verdicts.map(
    (verdict) =>
      `[${words().levels[verdict.level]}] ${words().checks[verdict.check]}: ${describeFinding(verdict)}`,
  );
  const changes = verdicts.flatMap(({ setting, value }) => (setting ? settingLines(setting, value) : []));
  const seen = seenByServer(measured).map(({ name, value }) => `${name}: ${value}`);
  return [
    words().reportTitle,
    here.origin,
    new Date(now).toISOString(),
    '',
    ...lines,
    ...(changes.length > 0 ? ['', `${words().fix}:`, ...new Set(changes)] : []),
    ...(seen.length > 0 ? ['', `${words().seen}:`, ...seen] : []),
  ].join('\n');
}

/** Says what was found, in the language of the page. */
export function describeFinding({ finding, amount }: Verdict): string {
  return words().found[finding](amountText(finding, amount));
}

function amountText(finding: Finding, amount: number | string | undefined): string {
  if (typeof amount !== 'number') return amount ?? '';
  if (finding === 'clock-off') return formatDuration(Math.abs(amount));
  if (inMs.has(finding)) return `${formatQuantity(Math.round(amount))} ms`;
  return formatQuantity(amount);
}

const inMs = new Set<Finding>(['reached', 'connected', 'steady']);

/** Lists what the service sees of this device, line by line; empty until it has answered. */
export function seenByServer({
  diagnosis,
}: Pick<Measurements, 'diagnosis'>): { name: string; value: string }[] {
  const seen = diagnosis?.value;
  if (!seen) return [];
  const { seenFields: names, everyUpTo, unknown } = words();
  const { socket, proxy } = seen;
  return [
    { name: names.protocol, value: seen.protocolo },
    { name: names.host, value: seen.host ?? unknown },
    { name: names.address, value: seen.direccion_cliente ?? unknown },
    { name: names.hops, value: formatQuantity(proxy.saltos) },
    { name: names.trusted, value: formatQuantity(proxy.de_confianza) },
    { name: names.time, value: formatDayTime(seen.hora) },
    {
      name: names.ping,
      value: everyUpTo(formatDuration(socket.ping_interval_ms), formatDuration(socket.ping_timeout_ms)),
    },
    { name: names.version, value: seen.version },
  ];
}

const forwardedFor = 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;';
const forwardedProto = 'proxy_set_header X-Forwarded-Proto $scheme;';

/** The lines of a correct nginx configuration. */
export const nginxLines: Partial<Record<Setting, readonly string[]>> = {
  upgrade: [
    'proxy_http_version 1.1;',
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection "upgrade";',
  ],
  'socket-path': ['location / { proxy_pass http://127.0.0.1:4001; }'],
  'proxy-target': ['proxy_pass http://127.0.0.1:4001;'],
  buffering: ['proxy_buffering off;'],
  'read-timeout': ['proxy_read_timeout 75s;'],
  host: ['proxy_set_header Host $host;'],
  'host-port': ['proxy_set_header Host $http_host;'],
  'forwarded-for': [forwardedFor, forwardedProto],
  'forwarded-proto': [forwardedProto],
};

const variables: Partial<Record<Setting, string>> = {
  'allowed-hosts': 'ALLOWED_HOSTS',
  'cors-origin': 'CORS_ALLOWED_ORIGINS',
  'trust-proxy': 'TRUST_PROXY',
};

/**
 * Gives the lines to copy into a proxy's configuration or into the service's environment.
 * @param value the value that the setting needs
 */
export function settingLines(setting: Setting, value?: number | string): readonly string[] {
  const variable = variables[setting];
  if (variable) return [`${variable}=${value === 0 ? 'off' : value}`];
  return nginxLines[setting] ?? [];
}

const directives: Partial<Record<Setting, string>> = {
  upgrade: 'Upgrade',
  'socket-path': 'location /',
  'proxy-target': 'proxy_pass',
  buffering: 'proxy_buffering',
  'read-timeout': 'proxy_read_timeout',
  host: 'Host',
  'host-port': 'Host',
  'forwarded-for': 'X-Forwarded-For',
  'forwarded-proto': 'X-Forwarded-Proto',
};

/** Gives a setting's own name, the same in every language; null where no setting of a proxy or the service is wrong. */
export function settingName(setting: Setting): string | null {
  return variables[setting] ?? directives[setting] ?? null;
}
