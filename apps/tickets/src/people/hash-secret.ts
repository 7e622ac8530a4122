import { hash } from 'node:crypto';

/** What is kept of a random secret (a link's token, a session's id): SHA-256, in base64url. Not for passwords. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
