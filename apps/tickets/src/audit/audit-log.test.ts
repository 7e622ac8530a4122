import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { recordingLog } from '@relevo/testkit/log';
import { expect, it } from 'vitest';
import { openAudit } from './audit-log.ts';

const minuteMs = 60_000;

it('lets go of what is kept no longer, a minute after the start and then once an hour, until nothing is left to do', async () => {
  const clock = createFakeClock({ startAt: 0, settle: eventLoopTurn });
  const recording = recordingLog();
  const asked: number[] = [];
  const answers: (boolean | Error)[] = [true, false, new Error('disk full'), false];
  const write = async (_name: string, { now }: { now: number }) => {
    asked.push(now / minuteMs);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const storage = { write, reader: {} } as unknown as Parameters<typeof openAudit>[0];
  {
    await using _audit = openAudit(storage, { clock, log: recording.log, secret: 'x'.repeat(24) });
    await clock.advance(minuteMs - 1);
    expect(asked).toEqual([]);
    await clock.advance(1);
    expect(asked).toEqual([1, 1]);
    await clock.advance(60 * minuteMs);
    expect(recording.lines).toMatchObject([
      { level: 'warn', msg: 'could not let go of what is kept no longer' },
    ]);
    await clock.advance(60 * minuteMs);
    expect(asked).toEqual([1, 1, 61, 121]);
  }
  await clock.advance(120 * minuteMs);
  expect(asked).toHaveLength(4);
});
