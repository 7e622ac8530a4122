import { describeFinding } from './describe-finding.ts';
import type { Here, Measurements } from './measurements.ts';
import { seenByServer } from './seen-by-server.ts';
import { settingLines } from './setting-lines.ts';
import type { Verdict } from './verdict.ts';
import { connectionWords as words } from './words.ts';

/** The whole test as a text, for whoever looks after the server. @param now milliseconds since 1970 */
export function reportText(
  { verdicts, measured }: { verdicts: readonly Verdict[]; measured: Measurements },
  here: Here,
  now: number,
): string {
  const told = verdicts.map(
    (verdict) =>
      `[${words().levels[verdict.level]}] ${words().checks[verdict.check]}: ${describeFinding(verdict)}`,
  );
  const changes = verdicts.flatMap(({ setting, value }) => (setting ? settingLines(setting, value) : []));
  const seen = seenByServer(measured).map(({ name, value }) => `${name}: ${value}`);
  return [
    words().reportTitle,
    here.origin,
    new Date(now).toISOString(),
    '',
    ...told,
    ...(changes.length > 0 ? ['', `${words().fix}:`, ...new Set(changes)] : []),
    ...(seen.length > 0 ? ['', `${words().seen}:`, ...seen] : []),
  ].join('\n');
}
