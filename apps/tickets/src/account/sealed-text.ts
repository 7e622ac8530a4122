import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Encrypts what has to be readable again (AES-256-GCM), with keys that come from the session secrets: the first seals, each
 * of them opens. A copy of the database alone opens nothing. `context` is bound to it: what is sealed for one thing does
 * not open as another.
 */
export type Seal = ReturnType<typeof createSeal>;

export function createSeal(secrets: readonly string[], purpose: string) {
  const keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', `relevo: ${purpose}`, 32)));
  return {
    seal(bytes: Uint8Array, context: string): string {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', keys[0] ?? Buffer.alloc(0), iv).setAAD(
        Buffer.from(context),
      );
      const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    /** What was sealed, and whether a secret of before has sealed it; undefined: none of them opens it. */
    open(text: string, context: string): { bytes: Buffer; isOld: boolean } | undefined {
      for (const [at, key] of keys.entries()) {
        const bytes = tryOpen(Buffer.from(text, 'base64url'), key, context);
        if (bytes) return { bytes, isOld: at > 0 };
      }
      return undefined;
    },
  };
}

const ivBytes = 12;
const tagBytes = 16;

function tryOpen(all: Buffer, key: Buffer, context: string): Buffer | undefined {
  if (all.length < ivBytes + tagBytes) return undefined;
  const [iv, tag] = [all.subarray(0, ivBytes), all.subarray(ivBytes, ivBytes + tagBytes)];
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(all.subarray(ivBytes + tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}
