/** Which sessions are worth nothing any more: those of a person, those of a TV link, or one (`sessionIdOf`). */
export type Revocation = { personId?: number; sessionId?: string; tvLinkId?: number };

/** A notice inside this process, given after the change is on disk. `createSessionWatch` finds what it does not reach. */
export type Revocations = {
  onRevoked(listener: (revocation: Revocation) => void): void;
  revoke(revocation: Revocation): void;
};

export function createRevocations(): Revocations {
  const listeners = new Set<(revocation: Revocation) => void>();
  return {
    onRevoked: (listener) => void listeners.add(listener),
    revoke(revocation) {
      for (const listener of listeners) listener(revocation);
    },
  };
}

/** Whether a connection of this person, with these credentials, is to be cut. */
export function isRevoked(
  connected: { id: number | null; sessionId?: string; tvLinkId?: number },
  { personId, sessionId, tvLinkId }: Revocation,
): boolean {
  return (
    (personId !== undefined && connected.id === personId) ||
    (sessionId !== undefined && connected.sessionId === sessionId) ||
    (tvLinkId !== undefined && connected.tvLinkId === tvLinkId)
  );
}
