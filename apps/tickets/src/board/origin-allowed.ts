/**
 * Whether a page from `origin` may open a socket to `host`: same origin, or one of the allowed. A request without
 * an origin comes from no page. Without this check any site could open one with the operator's cookie.
 */
export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
