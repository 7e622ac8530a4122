import type { SectionProps } from '../settings/settings.tsx';
import { NoticeChoice } from './notice-choice.tsx';
import { isSoundOn } from './ring-settings.ts';
import { soundWords as words } from './sound-words.ts';
import { tones } from './tones.ts';

/** How this device draws attention to new orders. */
export function SoundSection({ shell, person }: SectionProps) {
  if (!shell.ring.value) return null;
  const { settings, speaker, tryOut, notifier } = shell.ring.value;
  const on = isSoundOn(settings, person);
  return (
    <fieldset class="setting">
      <legend>{words().attention}</legend>
      <p class="setting-note">{words().device}</p>
      <label class="choice">
        <span>{words().sound}</span>
        <input
          type="checkbox"
          name="sonido"
          checked={on}
          onChange={({ currentTarget }) => settings.sound.set(currentTarget.checked)}
        />
      </label>
      <div role="radiogroup" aria-label={words().tone} class="ring-tones">
        {tones.map((tone) => (
          <label key={tone} class="choice">
            <span>{words().tones[tone]}</span>
            <input
              type="radio"
              name="tono"
              value={tone}
              checked={settings.tone.value === tone}
              onChange={() => {
                settings.tone.set(tone);
                tryOut();
              }}
            />
          </label>
        ))}
      </div>
      <div class="ring-volume">
        <label>
          <span>
            {words().volume}: <output>{settings.volume.value}</output>
          </span>
          <input
            type="range"
            name="volumen"
            min={0}
            max={100}
            step={5}
            value={settings.volume.value}
            onInput={({ currentTarget }) => settings.volume.set(Number(currentTarget.value))}
          />
        </label>
        <button type="button" class="button" data-accion="probar-sonido" onClick={tryOut}>
          {words().tryOut}
        </button>
      </div>
      {speaker.state.value === 'sin-audio' && <p class="setting-note">{words().noAudio}</p>}
      <NoticeChoice settings={settings} notifier={notifier} />
    </fieldset>
  );
}
