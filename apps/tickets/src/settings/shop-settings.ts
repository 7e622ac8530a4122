import type { AgeLimits, BoardSettings } from '@relevo/contract';
import type { Storage } from '@relevo/storage';
import { type Db, prepared } from '@relevo/storage/procedures';
import { defaultAgeLimits, type ShopClock } from '@relevo/ticket-rules';
import { type Author, recordAudit } from '../audit/audit-procedures.ts';

/** Port: the settings of the shop. */
export type ShopSettingsRepository = {
  /** Reads synchronously, so that nobody gets older settings than somebody else got before. */
  now(): BoardSettings;
  /** @param now epoch milliseconds */
  change(wish: BoardSettings, by: Author, now: number): Promise<SettingsOutcome>;
  /** Calls `listener` with each change, once it is on disk. */
  onChanged(listener: (settings: BoardSettings) => void): void;
};

/** @param shop by which clock the shop's days are counted: boards show times and days by it */
export function createShopSettings(
  storage: Storage<typeof shopSettingsProcedures>,
  shop: ShopClock,
): ShopSettingsRepository {
  const { reader, write } = storage;
  const reloj = { zona_horaria: shop.timeZone, fin_del_dia: shop.dayEndsAt };
  const listeners = new Set<(settings: BoardSettings) => void>();
  return {
    now: () => ({ ...toSettings(reader.get<SettingsRow>(selectSettings)), reloj }),
    async change(wish, by, now) {
      const { kind, settings } = await write('changeSettings', { wish, by, now });
      const outcome = { kind, settings: { ...settings, reloj } };
      if (outcome.kind === 'changed') for (const listener of listeners) listener(outcome.settings);
      return outcome;
    },
    onChanged: (listener) => void listeners.add(listener),
  };
}

type SettingsOutcome = { kind: 'changed' | 'same' | 'stale'; settings: BoardSettings };

/**
 * Decides on a request for other settings. Asking for the current settings is never a conflict, whatever version the
 * person saw: it may be the same request again after a lost answer.
 * @param wish the limits, and the version that the person saw
 */
export function decideSettingsChange(current: BoardSettings, wish: BoardSettings): SettingsOutcome {
  if (sameLimits(current.limites, wish.limites)) return { kind: 'same', settings: current };
  if (wish.version !== current.version) return { kind: 'stale', settings: current };
  return { kind: 'changed', settings: { limites: wish.limites, version: current.version + 1 } };
}

function sameLimits(a: AgeLimits, b: AgeLimits): boolean {
  return (Object.keys(a) as (keyof AgeLimits)[]).every(
    (state) => a[state].aviso_min === b[state].aviso_min && a[state].tarde_min === b[state].tarde_min,
  );
}

/** Writes on the shop's settings, for the writer thread. */
export const shopSettingsProcedures = { changeSettings };

const selectSettings = 'SELECT version, limits FROM board_settings WHERE id = 1';
type SettingsRow = { version: number; limits: string };

function toSettings(row: SettingsRow | undefined): BoardSettings {
  if (!row) return { limites: defaultAgeLimits, version: 0 };
  return { limites: JSON.parse(row.limits) as BoardSettings['limites'], version: row.version };
}

/** Changes the settings if `wish` is based on the current version. `now`: epoch milliseconds. */
function changeSettings(
  db: Db,
  { wish, by, now }: { wish: BoardSettings; by: Author; now: number },
): SettingsOutcome {
  const current = toSettings(prepared(db, selectSettings).get() as SettingsRow | undefined);
  const outcome = decideSettingsChange(current, wish);
  if (outcome.kind !== 'changed') return outcome;
  const { limites, version } = outcome.settings;
  const put = `
    INSERT INTO board_settings (id, version, limits, changed_at, changed_by)
    VALUES (1, @version, @limits, @now, @author)
    ON CONFLICT (id) DO UPDATE
    SET version = @version, limits = @limits, changed_at = @now, changed_by = @author`;
  prepared(db, put).run({ version, limits: JSON.stringify(limites), now, author: by.autor ?? '' });
  const detalle = { de: current.limites, a: limites };
  recordAudit(db, { ...by, en: now, accion: 'ajustes-cambiados', que: 'limites', detalle });
  return outcome;
}
