/** A TV is left alone for this long after an order has come in. */
export const quietMs = 60_000;

export type UpdateFacts = {
  /** The version that the service has, if it is not the one that runs here. */
  newer: string | null;
  /** The version for which this tab was loaded anew before: if it did not help, it will not help now. */
  triedFor: string | null;
  isTv: boolean;
  hidden: boolean;
  /** Somebody is in the middle of something: a dialog, a text, a command that has not been sent, an order that rings. */
  busy: boolean;
  /** It rings here. Many browsers want a tap before a page that was loaded anew may be heard again. */
  audible: boolean;
  /** Since the last order came in, in ms. */
  quietForMs: number;
};

/** What to do about a new version: load it now, offer it, or nothing. */
export function judgeUpdate(facts: UpdateFacts): 'reload' | 'offer' | 'nothing' {
  const { newer, triedFor, isTv, hidden, busy, audible, quietForMs } = facts;
  if (newer === null) return 'nothing';
  const mayReload = newer !== triedFor && !busy;
  if (isTv) return mayReload && quietForMs >= quietMs ? 'reload' : 'nothing';
  return mayReload && hidden && !audible ? 'reload' : 'offer';
}
