export const tones = ['campana', 'timbre', 'suave'] as const;
export type Tone = (typeof tones)[number];

/** One oscillator: when it starts and for how long (s), how high (Hz), how loud (0 to 1), how it begins and dies away. */
export type Note = {
  at: number;
  s: number;
  hz: number;
  wave: OscillatorType;
  level: number;
  /** `struck` like a bell, `held` like a buzzer. */
  shape: 'struck' | 'held';
};

// Partials of a small bell: https://en.wikipedia.org/wiki/Strike_tone
const bell = [
  { ratio: 1, level: 0.5, s: 1.4 },
  { ratio: 2, level: 0.26, s: 1.1 },
  { ratio: 2.4, level: 0.16, s: 0.9 },
  { ratio: 3, level: 0.12, s: 0.7 },
  { ratio: 4.5, level: 0.08, s: 0.4 },
];

const strike = (at: number, hz: number): Note[] =>
  bell.map(({ ratio, level, s }) => ({ at, s, hz: hz * ratio, wave: 'sine', level, shape: 'struck' }));

// Two reeds a little apart beat against each other: it cuts through an extractor hood.
const buzz = (at: number, s: number): Note[] =>
  [880, 1108].map((hz) => ({ at, s, hz, wave: 'square', level: 0.3, shape: 'held' }));

const drop = (at: number, hz: number): Note => ({
  at,
  s: 0.9,
  hz,
  wave: 'sine',
  level: 0.7,
  shape: 'struck',
});

/** What is played once for each tone. */
export const melodies: Record<Tone, readonly Note[]> = {
  campana: [...strike(0, 1046.5), ...strike(0.45, 1318.5)],
  timbre: [...buzz(0, 0.28), ...buzz(0.4, 0.28), ...buzz(0.8, 0.28)],
  suave: [drop(0, 523.25), drop(0.25, 659.25), drop(0.5, 783.99)],
};
