import type { DeviceStorage } from '../../device/device-storage.ts';
import { newUuid } from '../../device/new-uuid.ts';
import { createPreference, oneOf, type Preference } from '../../device/preference.ts';

export const paperWidths = ['80', '58'] as const;
/** In millimetres. */
export type PaperWidth = (typeof paperWidths)[number];

/** How this device prints. */
export type PrintSettings = {
  width: Preference<PaperWidth>;
  /** Since when it prints new orders by itself: ms since 1970 by the server's clock; null: it does not. */
  automaticSince: Preference<number | null>;
  /** The same as the device has it at this moment: another tab may have changed it. */
  automaticNow(): number | null;
  /** A random id that the device keeps. */
  device: string;
};

const sinceKey = 'relevo:imprimir-desde';
const deviceKey = 'relevo:dispositivo';

export function createPrintSettings(storage: DeviceStorage | null): PrintSettings {
  const automaticSince = createPreference(storage, sinceKey, parseSince);
  return {
    width: createPreference(storage, 'relevo:ancho-papel', oneOf<PaperWidth>(paperWidths)),
    automaticSince,
    automaticNow: () => (storage ? parseSince(storage.getItem(sinceKey)) : automaticSince.peek()),
    device: deviceIdOf(storage),
  };
}

function parseSince(kept: string | null): number | null {
  const since = Number(kept ?? Number.NaN);
  return Number.isFinite(since) && since > 0 ? since : null;
}

function deviceIdOf(storage: DeviceStorage | null): string {
  const kept = storage?.getItem(deviceKey);
  if (kept) return kept.slice(0, 64);
  const made = newUuid();
  storage?.setItem(deviceKey, made);
  return made;
}
