export type UnorderedSet<T> = {
  add(value: T): void;
  /** @returns false when it is not there */
  remove(value: T): boolean;
  size(): number;
  /** In no order. Nothing may be removed while they are iterated. */
  values(): IteratorObject<T>;
};

/**
 * A small set for values that come and go all the time, a few hundred at once, on an array.
 *
 * V8 copies a busy Map or Set every hundred changes or so and leaves the old copy a reference to the new one. Once one copy
 * has grown old, everything that later copies hold lives until the next full collection (decision 0016). The listeners of a
 * long-lived signal behave in the same way.
 */
export function createUnorderedSet<T>(): UnorderedSet<T> {
  const all: T[] = [];

  return {
    add: (value) => void all.push(value),
    remove(value) {
      const at = all.indexOf(value);
      if (at < 0) return false;
      const last = all.pop() as T;
      if (at < all.length) all[at] = last;
      return true;
    },
    size: () => all.length,
    values: () => all.values(),
  };
}
