import './connection-test.css';
import { useEffect, useMemo } from 'preact/hooks';
import type { BoardShell } from '../../board/board-shell.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatQuantity } from '../../ui/format.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { checkConnection, type Setting, type Verdict } from './connection-checks.ts';
import {
  describeFinding,
  nginxLines,
  reportText,
  seenByServer,
  settingLines,
  settingName,
} from './connection-report.ts';
import { createConnectionProbes, createConnectionTest } from './connection-test.ts';
import { connectionWords as words } from './words.ts';

/** Tests the way from this device to the service, and names the setting that is wrong. */
export function ConnectionPage({ shell }: { shell: Pick<BoardShell, 'clock' | 'router'> }) {
  const { clock, router } = shell;
  const test = useMemo(
    () => createConnectionTest({ clock, probes: createConnectionProbes(clock, location.origin) }),
    [clock],
  );
  useEffect(() => {
    void test.run();
    return test.stop;
  }, [test]);
  const measured = test.measured.value;
  const verdicts = checkConnection(measured, location);
  // Before the first measurement nothing is known to be well.
  const isWaiting = verdicts.some(({ level }) => level === 'waiting');
  const seen = seenByServer(measured);
  return (
    <div class="connection">
      <PageHead title={words().title} router={router} />
      <main class="connection-main">
        <Summary verdicts={verdicts} running={test.running.value || isWaiting} />
        <ol class="connection-checks">
          {verdicts.map((verdict) => (
            <VerdictRow key={verdict.check} verdict={verdict} />
          ))}
        </ol>
        <div class="connection-do">
          <button
            type="button"
            class="button button-main"
            data-accion="probar-de-nuevo"
            onClick={() => void test.run()}
          >
            {words().again}
          </button>
          <CopyButton
            text={() => reportText({ verdicts, measured }, location, clock.now())}
            label={words().copyReport}
            done={words().copied}
          />
        </div>
        {seen.length > 0 && (
          <section class="connection-seen" aria-labelledby="lo-que-ve">
            <h2 id="lo-que-ve">{words().seen}</h2>
            <dl>
              {seen.map(({ name, value }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </main>
    </div>
  );
}

type Props = { verdicts: readonly Verdict[]; running: boolean };

/** The outcome in one line, as somebody reads it out over the phone. */
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

/** One check: its result, what was found, and what to change. */
function VerdictRow({ verdict }: { verdict: Verdict }) {
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
