import { useSignal } from '@preact/signals';
import { longestLimitMin, type OpenState, openStates, shortestLimitMin } from '@relevo/contract';
import { limitsWords as words } from './limits-words.ts';
import { limitName, readLimits } from './read-limits.ts';
import type { SectionProps } from './settings.tsx';
import { saveShopSettings } from './shop-settings-api.ts';

type Said = 'saved' | 'order' | 'changed' | 'failed' | null;

/** From which age on an order is slow and late, for the whole shop. */
export function LimitsSection({ shell }: SectionProps) {
  const { shopSettings } = shell;
  const said = useSignal<Said>(null);
  const busy = useSignal(false);
  const { limites, version } = shopSettings.current.value;

  async function save(event: SubmitEvent) {
    event.preventDefault();
    const wish = readLimits(new FormData(event.currentTarget as HTMLFormElement));
    if (wish.wrong.length > 0) {
      said.value = 'order';
      return;
    }
    busy.value = true;
    const outcome = await saveShopSettings({ limites: wish.limites, version });
    busy.value = false;
    if (outcome.kind !== 'failed') shopSettings.answered(outcome.settings);
    said.value = outcome.kind === 'stale' ? 'changed' : outcome.kind;
  }

  return (
    <form class="setting limits" onSubmit={save} data-ajuste="limites">
      <fieldset>
        <legend>{words().title}</legend>
        <p class="setting-about">{words().about}</p>
        {/* Anew for each version: what somebody else has set takes the place of what stands in the fields. */}
        <div class="limits-rows" key={version}>
          {openStates.map((state) => (
            <div class="limits-row" key={state}>
              <h3>{words().states[state]}</h3>
              <Minutes state={state} which="aviso_min" value={limites[state].aviso_min} />
              <Minutes state={state} which="tarde_min" value={limites[state].tarde_min} />
            </div>
          ))}
        </div>
      </fieldset>
      <p class={said.value === 'saved' ? 'form-done' : 'form-fault'} role="status">
        {said.value && words()[said.value]}
      </p>
      <button type="submit" class="button button-main" data-accion="guardar-limites" disabled={busy.value}>
        {words().save}
      </button>
    </form>
  );
}

type MinutesProps = { state: OpenState; which: 'aviso_min' | 'tarde_min'; value: number };

function Minutes({ state, which, value }: MinutesProps) {
  return (
    <label class="field">
      {which === 'aviso_min' ? words().slow : words().late}
      <span class="limits-minutes">
        <input
          name={limitName(state, which)}
          type="number"
          inputMode="numeric"
          min={shortestLimitMin}
          max={longestLimitMin}
          required
          defaultValue={String(value)}
        />
        <span>{words().minutes}</span>
      </span>
    </label>
  );
}
