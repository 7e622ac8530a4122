import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

export type Header = readonly [name: string, value: string];
type Directives = Record<string, string[] | null>;

// Everything from our own host, no inline script. A shop may run the board over plain http in its own network, where
// helmet's upgrade-insecure-requests would break it.
const pageDirectives: Directives = {
  'default-src': ["'self'"],
  'connect-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'style-src': ["'self'"],
  'font-src': ["'self'", 'data:'],
  'upgrade-insecure-requests': null,
};

/** helmet's headers for a self-hosted page, computed once; every answer carries them, or those of `securityHeadersOf`. */
export const securityHeaders: readonly Header[] = headersWith({});

/** Returns the Content-Security-Policy of the pages with these directives changed. */
export function contentSecurityPolicy(changes: Directives): string {
  const [, value] = headersWith(changes).find(([name]) => name === 'content-security-policy') ?? [];
  return value ?? '';
}

/**
 * Returns the headers of an answer of this host: its pages may open live connections to it, and to no other. Before
 * Safari 16 `'self'` alone lets no WebSocket through.
 *
 * @param host with its port; checked by the caller, so that nothing else ever stands in a policy
 */
export function securityHeadersOf(host: string): readonly Header[] {
  return headersWith({ 'connect-src': ["'self'", `ws://${host}`, `wss://${host}`] });
}

function headersWith(changes: Directives): Header[] {
  const setHeaders = helmet({
    contentSecurityPolicy: { directives: { ...pageDirectives, ...changes } },
    // Only this host is pinned: others on the same domain may not speak https.
    strictTransportSecurity: { includeSubDomains: false },
  });
  const req = new IncomingMessage(new Socket());
  const res = new ServerResponse(req);
  setHeaders(req, res, () => {});
  return Object.entries(res.getHeaders()).map(([name, value]) => [name, String(value)]);
}
