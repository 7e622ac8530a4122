/**
 * The request target as the routes know it: repeated slashes in the path become one (a base URL that ends in
 * a slash makes them), and the absolute form that proxies send (RFC 9112 §3.2.2) loses its host.
 */
export function tidyUrl(url: string): string {
  if (url.startsWith('/') && !url.includes('//')) return url;
  const target = url.replace(/^https?:\/\/[^/?]*/i, '');
  const path = pathOf(target);
  return path.replace(/\/{2,}/g, '/') + target.slice(path.length);
}

/** The path of a request target, without its query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** The address without the user and the password that may stand in it, for logs and answers; other text stays as it is. */
export function withoutCredentials(text: string): string {
  const url = URL.parse(text);
  if (!url || (url.username === '' && url.password === '')) return text;
  url.username = '';
  url.password = '';
  return url.href.replace(/\/+$/, '');
}
