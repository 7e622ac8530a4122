/** What outlives a reload of this tab. A browser that keeps its storage shut remembers nothing, and nothing fails. */
export type TabMemory = { recall(): string | null; remember(value: string): void };

export function createTabMemory(key: string): TabMemory {
  return {
    recall() {
      try {
        return sessionStorage.getItem(key);
      } catch {
        return null;
      }
    },
    remember(value) {
      try {
        sessionStorage.setItem(key, value);
      } catch {}
    },
  };
}
