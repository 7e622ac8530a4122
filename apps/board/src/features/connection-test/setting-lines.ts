import type { Setting } from './verdict.ts';

const forwardedFor = 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;';
const forwardedProto = 'proxy_set_header X-Forwarded-Proto $scheme;';

/** What stands in nginx's configuration when it is right. */
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

/** The lines to copy into a proxy's configuration, or into the service's environment. @param value what it has to be */
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

/** The name under which it is found, in every language; null: it is no setting of a proxy or of the service. */
export function settingName(setting: Setting): string | null {
  return variables[setting] ?? directives[setting] ?? null;
}
