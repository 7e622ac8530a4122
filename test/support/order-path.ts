import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');

/** The files that docs/architecture.md lists between `<!-- order's way: NAME -->` and the next such mark. */
export function listedIn(name: 'services' | 'page' | 'reactions'): Set<string> {
  const from = page.split(`<!-- order's way: ${name} -->`)[1]?.split('<!--')[0];
  if (from === undefined) throw new Error(`docs/architecture.md has no list of "${name}"`);
  return new Set([...from.matchAll(/`((?:apps|packages)\/[^`]+\.tsx?)`/g)].map(([, file]) => String(file)));
}
