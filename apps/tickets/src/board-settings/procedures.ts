import type { BoardSettings } from '@relevo/contract';
import { defaultAgeLimits } from '@relevo/contract/rules';
import { type Db, prepared } from '@relevo/storage/procedures';
import { judgeSettings, type SettingsOutcome } from './judge-settings.ts';

/** Writes on the shop's settings. */
export const settingsProcedures = { changeSettings };

export const selectSettings = 'SELECT version, limits FROM board_settings WHERE id = 1';
export type SettingsRow = { version: number; limits: string };

export function toSettings(row: SettingsRow | undefined): BoardSettings {
  if (!row) return { limites: defaultAgeLimits, version: 0 };
  return { limites: JSON.parse(row.limits) as BoardSettings['limites'], version: row.version };
}

/** @param now epoch milliseconds */
function changeSettings(
  db: Db,
  { wish, author, now }: { wish: BoardSettings; author: string; now: number },
): SettingsOutcome {
  const current = toSettings(prepared(db, selectSettings).get() as SettingsRow | undefined);
  const outcome = judgeSettings(current, wish);
  if (outcome.kind !== 'changed') return outcome;
  const { limites, version } = outcome.settings;
  const put = `
    INSERT INTO board_settings (id, version, limits, changed_at, changed_by)
    VALUES (1, @version, @limits, @now, @author)
    ON CONFLICT (id) DO UPDATE
    SET version = @version, limits = @limits, changed_at = @now, changed_by = @author`;
  prepared(db, put).run({ version, limits: JSON.stringify(limites), now, author });
  return outcome;
}
