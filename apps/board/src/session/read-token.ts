/** The token of a link. A TV's works until it is revoked, all others once. */
export type LinkToken = { token: string; tv: boolean };

/**
 * The token of a one-time link (`/entrar#<token>`) or of a TV's (`/tv#<token>`), or null. It stands in the
 * fragment, which no server sees.
 */
export function readToken({ pathname, hash }: { pathname: string; hash: string }): LinkToken | null {
  const [, page] = /^\/+(entrar|tv)\/*$/.exec(pathname) ?? [];
  const token = hash.slice(1);
  return page && token ? { token, tv: page === 'tv' } : null;
}
