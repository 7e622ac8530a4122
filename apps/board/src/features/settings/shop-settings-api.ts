import { type BoardSettings, ticketPaths } from '@relevo/contract';
import { requestJson } from '../../api/request-json.ts';

export type SaveOutcome =
  | { kind: 'saved'; settings: BoardSettings }
  /** Somebody else was faster: these hold now. */
  | { kind: 'stale'; settings: BoardSettings }
  | { kind: 'failed' };

/** Asks the service for other settings of the shop, and where somebody else was faster, for those that hold. */
export async function saveShopSettings(wish: BoardSettings, request = requestJson): Promise<SaveOutcome> {
  const saved = await request<BoardSettings>(ticketPaths.boardSettings, { method: 'PUT', body: wish });
  if (saved.ok) return { kind: 'saved', settings: saved.value };
  if (saved.status !== 409) return { kind: 'failed' };
  const now = await request<BoardSettings>(ticketPaths.boardSettings);
  return now.ok ? { kind: 'stale', settings: now.value } : { kind: 'failed' };
}
