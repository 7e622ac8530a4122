export type Bag<T> = {
  add(value: T): void;
  /** @returns false when it is not there */
  remove(value: T): boolean;
  size(): number;
  /** In no order. Nothing may be removed while they are walked. */
  values(): IteratorObject<T>;
};

/**
 * For what comes and goes all the time, a few hundred at once. V8 copies such a Map or Set every hundred changes or so and
 * leaves the old copy a reference to the new one: once one of them has grown old, what all later ones hold lives until the
 * next full collection. So do the listeners of a signal that lives on.
 */
export function createBag<T>(): Bag<T> {
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
