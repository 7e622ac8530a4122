import type { Person } from '@relevo/contract';
import { bilingual } from '../../i18n/bilingual.ts';
import { type AlertSettings, isSoundOn } from './alert-settings.ts';
import type { Alerts } from './alerts.tsx';
import type { Notifier } from './attention.ts';
import { tones } from './speaker.ts';

/** How this device draws attention to new orders. */
export function AlertSection({ ring, person }: { ring: Alerts; person: Person }) {
  const { settings, speaker, tryOut, notifier, awake } = ring;
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
      {speaker.state.value === 'no-audio' && <p class="setting-note">{words().noAudio}</p>}
      <NoticeChoice settings={settings} notifier={notifier} />
      {awake && (
        <label class="choice">
          <span>{words().awake}</span>
          <input
            type="checkbox"
            name="despierta"
            checked={awake.value}
            onChange={({ currentTarget }) => settings.awake.set(currentTarget.checked)}
          />
        </label>
      )}
    </fieldset>
  );
}

type Props = { settings: Pick<AlertSettings, 'notify'>; notifier: Notifier };

/** Asks whether a hidden page may show notifications. Only a tap here asks the browser for permission. */
function NoticeChoice({ settings, notifier }: Props) {
  const permission = notifier.permission.value;
  const possible = permission === 'default' || permission === 'granted';
  const choose = async (wanted: boolean) => {
    settings.notify.set(wanted);
    if (wanted && permission === 'default') await notifier.ask();
  };
  return (
    <>
      <label class="choice">
        <span>{words().notify}</span>
        <input
          type="checkbox"
          name="avisos"
          disabled={!possible}
          checked={permission === 'granted' && settings.notify.value}
          onChange={({ currentTarget }) => void choose(currentTarget.checked)}
        />
      </label>
      {permission === 'denied' && <p class="setting-note">{words().notifyDenied}</p>}
      {permission === 'unsupported' && <p class="setting-note">{words().notifyUnsupported}</p>}
    </>
  );
}

const words = bilingual({
  es: {
    attention: 'Sonido y avisos',
    device: 'Vale para este dispositivo.',
    sound: 'Sonar cuando entra un pedido',
    tone: 'Sonido',
    tones: { campana: 'Campana', timbre: 'Timbre', suave: 'Suave' },
    volume: 'Volumen',
    tryOut: 'Probar',
    noAudio: 'Este navegador no puede hacer sonidos.',
    notify: 'Mostrar un aviso cuando el tablero está tapado',
    notifyDenied:
      'El navegador tiene bloqueados los avisos de esta página. Se cambia en su candado, al lado de la dirección.',
    notifyUnsupported: 'Este navegador no muestra avisos.',
    awake: 'Dejar la pantalla prendida',
  },
  en: {
    attention: 'Sound and notices',
    device: 'Holds for this device.',
    sound: 'Ring when an order comes in',
    tone: 'Sound',
    tones: { campana: 'Bell', timbre: 'Buzzer', suave: 'Soft' },
    volume: 'Volume',
    tryOut: 'Try it',
    noAudio: 'This browser cannot make sounds.',
    notify: 'Show a notice while the board is hidden',
    notifyDenied: 'The browser blocks the notices of this page. The padlock beside the address changes that.',
    notifyUnsupported: 'This browser shows no notices.',
    awake: 'Keep the screen on',
  },
});
