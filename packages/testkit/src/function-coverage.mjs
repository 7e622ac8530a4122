// Preloaded (`--import`) by each thread of a service: counts which functions run, by V8's precise coverage. SIGUSR2 to
// the process makes every thread write what ran since the last SIGUSR2 to the folder COVERAGE_DIR, one file a thread: how
// often each function ran, named by its file and its place there.
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { isMainThread, threadId } from 'node:worker_threads';

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });

const channel = new BroadcastChannel('coverage');
channel.onmessage = ({ data: round }) => take(round);
channel.unref();

let rounds = 0;
if (isMainThread) {
  process.on('SIGUSR2', () => {
    rounds += 1;
    channel.postMessage(rounds);
    take(rounds);
  });
}

// The code of a file itself, outside of its functions, runs when the file is loaded.
function isScript({ functionName, ranges }) {
  return functionName === '' && ranges[0].startOffset === 0;
}

function take(round) {
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error) throw error;
    const ran = result.flatMap(({ url, functions }) =>
      functions
        .filter((one) => !isScript(one) && one.ranges[0].count > 0)
        .map(({ ranges: [{ startOffset, count }] }) => `${count} ${url}#${startOffset}`),
    );
    const file = `${process.env.COVERAGE_DIR}/${process.pid}-${threadId}-${round}`;
    writeFileSync(`${file}.part`, ran.join('\n'));
    renameSync(`${file}.part`, `${file}.txt`);
  });
}
