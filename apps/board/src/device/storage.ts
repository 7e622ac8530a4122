/** The part of localStorage that the board uses. */
export type DeviceStorage = Pick<globalThis.Storage, 'getItem' | 'setItem'> & {
  /** Calls `run` when another tab of this device writes this key. */
  onChange?(key: string, run: () => void): void;
};

/** Opens the device's localStorage. Works without it if the browser blocks it, and ignores writes when it is full. */
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

/** Opens the storage that survives a reload of this tab. If the browser blocks it, nothing is kept and nothing fails. */
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
