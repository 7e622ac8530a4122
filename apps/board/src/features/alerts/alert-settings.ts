import type { Person } from '@relevo/contract';
import { createPreference, oneOf, onOff, type Preference } from '../../device/preference.ts';
import type { DeviceStorage } from '../../device/storage.ts';
import { type Tone, tones } from './speaker.ts';

/** How this device draws attention to new orders. */
export type AlertSettings = {
  /** Null until somebody has chosen: then the role decides. */
  sound: Preference<boolean | null>;
  tone: Preference<Tone>;
  /** From 0 to 100. */
  volume: Preference<number>;
  /** Whether a hidden page may show notifications, as far as the browser lets it. */
  notify: Preference<boolean>;
  /** Whether the screen stays on. Null until somebody has chosen: then role and device decide. */
  awake: Preference<boolean | null>;
};

const usualVolume = 80;

export function createAlertSettings(storage: DeviceStorage | null): AlertSettings {
  return {
    sound: createPreference(storage, 'relevo:sonido', onOffOrNull),
    tone: createPreference<Tone>(storage, 'relevo:tono', oneOf(tones)),
    volume: createPreference<number>(storage, 'relevo:volumen', parseVolume),
    notify: createPreference<boolean>(storage, 'relevo:avisos', onOff(false)),
    awake: createPreference(storage, 'relevo:despierta', onOffOrNull),
  };
}

/** Sound is on where people work, and off on a screen that only shows, until somebody switches it. */
export function isSoundOn({ sound }: Pick<AlertSettings, 'sound'>, person: Person | null): boolean {
  return person !== null && (sound.value ?? person.rol !== 'lectura');
}

/**
 * The screen stays on where somebody works by touch, such as at a tablet in the kitchen, until somebody switches that;
 * and always on a TV, where nobody can.
 * @param touch whether the device is used by touch
 */
export function staysAwake(
  { awake }: Pick<AlertSettings, 'awake'>,
  person: Person | null,
  touch: boolean,
): boolean {
  if (!person || person.id === null) return person !== null;
  return awake.value ?? (touch && person.rol === 'operador');
}

function onOffOrNull(kept: string | null): boolean | null {
  return kept === 'true' || kept === 'false' ? kept === 'true' : null;
}

function parseVolume(kept: string | null): number {
  const volume = kept === null || kept.trim() === '' ? Number.NaN : Number(kept);
  return Number.isFinite(volume) ? Math.min(100, Math.max(0, Math.round(volume))) : usualVolume;
}
