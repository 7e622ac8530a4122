/** What of localStorage is used. */
export type DeviceStorage = Pick<globalThis.Storage, 'getItem' | 'setItem'> & {
  /** Calls `run` when another tab of this device has written under this key. */
  onChange?(key: string, run: () => void): void;
};

/** The device's localStorage. A browser may keep it shut, and a full one refuses to write: both are no reason to fail. */
export function openDeviceStorage(): DeviceStorage | null {
  try {
    const storage: globalThis.Storage | null = localStorage;
    // What a web view of Android has in its place when storage is turned off.
    if (!storage) return null;
    return {
      getItem: (key) => storage.getItem(key),
      setItem(key, value) {
        try {
          storage.setItem(key, value);
        } catch {}
      },
      onChange: (key, run) => addEventListener('storage', (event) => event.key === key && run()),
    };
  } catch {
    return null;
  }
}

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
