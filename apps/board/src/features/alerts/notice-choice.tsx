import type { Notifier } from './notifier.ts';
import type { RingSettings } from './ring-settings.ts';
import { soundWords as words } from './sound-words.ts';

type Props = { settings: Pick<RingSettings, 'notify'>; notifier: Notifier };

/** Whether a hidden page may show notifications. Only a tap here asks the browser. */
export function NoticeChoice({ settings, notifier }: Props) {
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
