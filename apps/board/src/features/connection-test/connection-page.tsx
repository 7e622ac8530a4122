import './connection-test.css';
import { useEffect, useMemo } from 'preact/hooks';
import type { Shell } from '../../shell.ts';
import { CopyButton } from '../../view/copy-button.tsx';
import { PageHead } from '../../view/page-head.tsx';
import { createConnectionProbes } from './connection-probes.ts';
import { createConnectionTest } from './connection-test.ts';
import { judgeConnection } from './judge-connection.ts';
import { reportText } from './report-text.ts';
import { seenByServer } from './seen-by-server.ts';
import { Summary } from './summary.tsx';
import { VerdictRow } from './verdict-row.tsx';
import { connectionWords as words } from './words.ts';

/** Tests the way from this device to the service, and names the setting that is wrong. */
export function ConnectionPage({ shell }: { shell: Pick<Shell, 'clock' | 'router'> }) {
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
  const verdicts = judgeConnection(measured, location);
  // Before the first measurement nothing runs yet, and nothing is known to be well.
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
