import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SettingsError } from '../settings/settings.ts';

/**
 * Returns a secret for development: 32 random bytes in base64url, made once and kept in `file`, which only its owner can
 * read. It is the same at every start and for every process that names the file.
 */
export function keptSecret(file: string): string {
  return readSecret(file) ?? makeSecret(file);
}

// Two services may start at once. link() puts a complete file in place or fails because there is one already, so that the
// slower one never reads a half-written secret.
function makeSecret(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const secret = randomBytes(32).toString('base64url');
  writeFileSync(draft, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
    return secret;
  } catch (error) {
    const kept = readSecret(file);
    if (kept === undefined) throw error;
    return kept;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readSecret(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  // An empty or truncated file would give everybody the same short key.
  if (/^[\w-]{24,}$/.test(text)) return text;
  throw new SettingsError([
    { variable: file, message: 'is damaged; delete the file and a new secret is made' },
  ]);
}
