/**
 * Which version of the page this is: the names of its parts, which carry a hash of what is in them.
 * @param html the page as the service sends it, or null where that is not known
 * @returns '' where there are none, as under development: then nothing is ever newer
 */
export function readVersion(html: string | null): string {
  const parts = html?.match(/\/assets\/[\w.-]+\.(?:js|css)/g) ?? [];
  return [...new Set(parts)].sort().join(' ');
}
