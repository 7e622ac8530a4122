import { createFakeClock } from '@relevo/testkit/clock';
import { describe, expect, it } from 'vitest';
import { createSpeaker, gainOf, graceMs, melodies, tones } from './speaker.ts';
import { createFakeAudio } from './testing/fake-audio.ts';

function start(options: { allowed: boolean }) {
  const clock = createFakeClock();
  const audio = createFakeAudio(options);
  return { clock, audio, speaker: createSpeaker({ clock, makeContext: audio.makeContext }) };
}

describe('a speaker', () => {
  it('plays every note of each tone, as loud as it is set', async () => {
    const { audio, speaker } = start({ allowed: true });
    speaker.open();
    await audio.settled();
    expect(speaker.state.value).toBe('ready');
    for (const tone of tones) {
      audio.started.length = 0;
      speaker.play(tone, 50);
      expect(audio.started).toEqual(melodies[tone].map(({ hz }) => hz));
      expect(audio.gains.at(-melodies[tone].length - 1)).toBe(gainOf(50));
    }
    expect([0, 50, 100].map(gainOf)).toEqual([0, 0.25, 1]);
  });

  it('cuts off what it plays', async () => {
    const { audio, speaker } = start({ allowed: true });
    speaker.open();
    await audio.settled();
    speaker.play('timbre', 80);
    const before = audio.stops();
    speaker.hush();
    expect(audio.stops() - before).toBe(melodies.timbre.length);
  });

  it('says that the browser blocks it only when that has lasted, and a tap unblocks it', async () => {
    const { clock, audio, speaker } = start({ allowed: false });
    speaker.open();
    await audio.settled();
    clock.advance(graceMs - 1);
    expect(speaker.state.value).toBe('unknown');
    clock.advance(1);
    expect(speaker.state.value).toBe('blocked');
    speaker.play('campana', 80);
    expect(audio.started).toEqual([]);
    audio.allow();
    speaker.unlock();
    await audio.settled();
    expect(speaker.state.value).toBe('ready');
    clock.advance(10 * graceMs);
    expect(speaker.state.value).toBe('ready');
  });

  it('comes back by itself after the system has interrupted it, or says that it needs a tap', async () => {
    const { clock, audio, speaker } = start({ allowed: true });
    speaker.open();
    await audio.settled();
    audio.become('interrupted');
    await audio.settled();
    expect([speaker.state.value, audio.made()]).toEqual(['ready', 1]);
    audio.forbid();
    audio.become('interrupted');
    await audio.settled();
    clock.advance(graceMs);
    expect(speaker.state.value).toBe('blocked');
  });

  it('starts again after the system has closed it', async () => {
    const { audio, speaker } = start({ allowed: true });
    speaker.open();
    await audio.settled();
    audio.become('closed');
    await audio.settled();
    expect([speaker.state.value, audio.made()]).toEqual(['ready', 2]);
    speaker.play('suave', 80);
    expect(audio.started).toHaveLength(melodies.suave.length);
  });

  it('says so where there is no audio at all', () => {
    const makeContext = () => {
      throw new Error('no audio device');
    };
    const speaker = createSpeaker({ clock: createFakeClock(), makeContext });
    speaker.open();
    speaker.play('suave', 80);
    expect(speaker.state.value).toBe('no-audio');
  });
});
