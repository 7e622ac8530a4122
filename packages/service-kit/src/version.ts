import { readFileSync } from 'node:fs';

/** The version of the running code, from the project's package.json, read once. */
export const version: string = readVersion();

// The root's file is the one that is released; in an image that holds only packages this package's own serves.
function readVersion(): string {
  const root = readPackage('../../../package.json');
  if (root?.name === 'relevo') return root.version;
  return readPackage('../package.json')?.version ?? '0.0.0';
}

function readPackage(path: string): { name: string; version: string } | undefined {
  try {
    return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  } catch {
    return undefined;
  }
}
