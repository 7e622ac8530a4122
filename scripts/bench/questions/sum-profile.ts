/** What `node --cpu-prof` writes, as far as it is read here. Times are microseconds on the monotonic clock. */
export type CpuProfile = {
  startTime: number;
  nodes: readonly { id: number; callFrame: { functionName: string; url: string } }[];
  samples: readonly number[];
  timeDeltas: readonly number[];
};

export type Share = { part: string; share: number };

/**
 * Sums a profile: the share of busy time that each part took itself, the largest first. Idle time is left out.
 * @param options.root folder of the project, as a file URL
 * @param options.from where to begin, and `to` where to end, microseconds on the monotonic clock
 */
export function sumProfile(
  { startTime, nodes, samples, timeDeltas }: CpuProfile,
  { root, from = 0, to = Number.POSITIVE_INFINITY }: { root: string; from?: number; to?: number },
): Share[] {
  const parts = new Map(nodes.map(({ id, callFrame }) => [id, partOf(callFrame, root)]));
  const sums = new Map<string, number>();
  let busy = 0;
  let at = startTime;
  for (const [nth, id] of samples.entries()) {
    at += timeDeltas[nth] ?? 0;
    const part = parts.get(id) ?? '(unknown)';
    if (part === '(idle)' || at < from || at > to) continue;
    // A delta is the time before its sample: what a sample stands for lasts until the next one.
    const took = timeDeltas[nth + 1] ?? 0;
    sums.set(part, (sums.get(part) ?? 0) + took);
    busy += took;
  }
  return [...sums]
    .map(([part, took]) => ({ part, share: took / busy }))
    .toSorted((a, b) => b.share - a.share);
}

/** Ours by file, of others the package, of Node's own all in one; what has no file (natives, the collector) by name. */
function partOf({ functionName, url }: { functionName: string; url: string }, root: string): string {
  const ofPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (ofPackage) return ofPackage;
  if (url.startsWith('node:')) return 'node:internal';
  if (url === '') return functionName || '(anonymous)';
  return url.startsWith(`${root}/`) ? url.slice(root.length + 1) : url;
}
