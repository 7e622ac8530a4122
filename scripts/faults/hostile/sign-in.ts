import { createHash, randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { post } from '../../../test/support/http.ts';

/** A new admin's session, by a link written into the database as docs/operations.md says. @returns its cookie */
export async function signInAnew(url: string, databaseFile: string): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  const hash = createHash('sha256').update(token).digest('base64url');
  const db = new Database(databaseFile, { timeout: 5_000 });
  try {
    db.prepare('INSERT INTO sign_in_links (token_hash, expires_at) VALUES (?, ?)').run(
      hash,
      Date.now() + 864e5,
    );
  } finally {
    db.close();
  }
  const answer = await post(`${url}/api/sesion`, { token }, { 'X-API-Key': undefined });
  if (answer.status !== 200) throw new Error(`not signed in: ${answer.status}`);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
