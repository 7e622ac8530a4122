import { formatQuantity } from '../../view/format.ts';
import { settingName } from './setting-lines.ts';
import type { Verdict } from './verdict.ts';
import { connectionWords as words } from './words.ts';

type Props = { verdicts: readonly Verdict[]; running: boolean };

/** The outcome in one line: what somebody reads out over the phone. */
export function Summary({ verdicts, running }: Props) {
  const bad = verdicts.filter(({ level }) => level === 'bad');
  const state = bad.length > 0 ? 'mal' : running ? 'probando' : 'bien';
  return (
    <div class="connection-summary" data-resultado={state} role="status">
      <h2>{headline(bad, running)}</h2>
      <p>
        {state === 'mal' && words().wrongMore}
        {state === 'probando' && words().testingMore}
        {state === 'bien' && words().allWellMore}
      </p>
    </div>
  );
}

function headline(bad: readonly Verdict[], running: boolean): string {
  const [first] = bad;
  if (!first) return running ? words().testing : words().allWell;
  if (bad.length > 1) return words().wrongMany(formatQuantity(bad.length));
  const name = first.setting ? settingName(first.setting) : null;
  return name ? words().wrong(name) : words().troubled;
}
