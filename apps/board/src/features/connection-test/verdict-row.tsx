import { CopyButton } from '../../view/copy-button.tsx';
import { describeFinding } from './describe-finding.ts';
import { nginxLines, settingLines } from './setting-lines.ts';
import type { Setting, Verdict } from './verdict.ts';
import { connectionWords as words } from './words.ts';

/** One check: how it went, what was found, and what to change. */
export function VerdictRow({ verdict }: { verdict: Verdict }) {
  const { check, level, setting, value } = verdict;
  return (
    <li class="check" data-comprobacion={check} data-nivel={level} data-ajuste={setting}>
      <div class="check-head">
        <h3>{words().checks[check]}</h3>
        <span class="check-level">{words().levels[level]}</span>
      </div>
      <p class="check-found">{describeFinding(verdict)}</p>
      {setting && <Change setting={setting} value={value} />}
    </li>
  );
}

function Change({ setting, value }: { setting: Setting; value?: number | string }) {
  const lines = settingLines(setting, value).join('\n');
  return (
    <div class="check-change">
      <h4>{words().fix}</h4>
      {lines && (
        <>
          <p>{nginxLines[setting] ? words().inNginx : words().inEnvironment}</p>
          <div class="code-line">
            <code>{lines}</code>
            <CopyButton text={() => lines} label={words().copyLines} done={words().copied} />
          </div>
        </>
      )}
      <p>{words().hints[setting]}</p>
    </div>
  );
}
