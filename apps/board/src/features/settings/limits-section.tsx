import { useSignal } from '@preact/signals';
import {
  type AgeLimits,
  type BoardSettings,
  longestLimitMin,
  type OpenState,
  openStates,
  shortestLimitMin,
  ticketPaths,
} from '@relevo/contract';
import { requestJson } from '../../api/request.ts';
import { bilingual } from '../../i18n/bilingual.ts';
import type { SectionProps } from './settings.tsx';

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

/** The name of a limit's field in the form. */
const limitName = (state: OpenState, which: 'aviso_min' | 'tarde_min') => `${state}.${which}`;

/** The limits as they stand in the form, and the states in which late does not come after slow. */
function readLimits(form: FormData): { limites: AgeLimits; wrong: OpenState[] } {
  const minutes = (state: OpenState, which: 'aviso_min' | 'tarde_min') =>
    Number(form.get(limitName(state, which)));
  const limites = Object.fromEntries(
    openStates.map((state) => [
      state,
      { aviso_min: minutes(state, 'aviso_min'), tarde_min: minutes(state, 'tarde_min') },
    ]),
  ) as AgeLimits;
  return {
    limites,
    wrong: openStates.filter((state) => limites[state].aviso_min >= limites[state].tarde_min),
  };
}

type SaveOutcome =
  | { kind: 'saved'; settings: BoardSettings }
  /** Somebody else was faster: these hold now. */
  | { kind: 'stale'; settings: BoardSettings }
  | { kind: 'failed' };

/** Asks the service for other settings of the shop, and where somebody else was faster, for those that hold. */
async function saveShopSettings(wish: BoardSettings, request = requestJson): Promise<SaveOutcome> {
  const saved = await request<BoardSettings>(ticketPaths.boardSettings, { method: 'PUT', body: wish });
  if (saved.ok) return { kind: 'saved', settings: saved.value };
  if (saved.status !== 409) return { kind: 'failed' };
  const now = await request<BoardSettings>(ticketPaths.boardSettings);
  return now.ok ? { kind: 'stale', settings: now.value } : { kind: 'failed' };
}

const words = bilingual({
  es: {
    title: 'Cuándo un pedido se demora',
    about:
      'Los minutos desde que entró el pedido, según dónde esté. Vale para todo el local: cada pantalla lo toma en el momento.',
    states: { pendiente: 'Pendiente', 'en-preparacion': 'En preparación', 'en-camino': 'En camino' },
    slow: 'Demorado desde',
    late: 'Tarde desde',
    minutes: 'minutos',
    save: 'Guardar',
    saved: 'Guardado. Ya vale en todas las pantallas.',
    order: 'El aviso de tarde tiene que venir después del de demorado.',
    changed:
      'Otra persona los cambió mientras tanto. Estos son los que valen ahora: revisalos y guardá de nuevo.',
    failed: 'No se pudo guardar. Probá de nuevo.',
  },
  en: {
    title: 'When an order is late',
    about:
      'Minutes since the order came in, by where it is. For the whole shop: every screen follows at once.',
    states: { pendiente: 'Pending', 'en-preparacion': 'In preparation', 'en-camino': 'On its way' },
    slow: 'Slow from',
    late: 'Late from',
    minutes: 'minutes',
    save: 'Save',
    saved: 'Saved. Every screen follows it already.',
    order: 'Late has to come after slow.',
    changed:
      'Somebody else changed them meanwhile. These are the ones that hold now: check them and save again.',
    failed: 'They could not be saved. Try again.',
  },
});
