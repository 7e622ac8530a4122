/** Looks at a service's memory now and then. */
export function watchMemory(url: string) {
  const heaps: number[] = [];
  const mebibyte = 1_024 * 1_024;
  return {
    async look(): Promise<void> {
      const text = await (await fetch(`${url}/metrics`)).text();
      heaps.push(Number(/^nodejs_heap_size_used_bytes(?:\{.*\})? (\S+)$/m.exec(text)?.[1]) / mebibyte);
    },
    /**
     * How much more is in use in the last quarter than in the second, MiB. The least of each: what lies above it is
     * garbage that nobody has collected yet. The first quarter fills caches.
     */
    growth(): number {
      const quarter = Math.floor(heaps.length / 4);
      const [early, late] = [heaps.slice(quarter, 2 * quarter), heaps.slice(-quarter)];
      return quarter === 0 ? 0 : Math.min(...late) - Math.min(...early);
    },
  };
}
