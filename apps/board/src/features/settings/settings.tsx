import './settings.css';
import { type ReadonlySignal, useSignal } from '@preact/signals';
import {
  type AgeLimits,
  type BoardSettings,
  longestLimitMin,
  type OpenState,
  openStates,
  type Person,
  shortestLimitMin,
  ticketPaths,
} from '@relevo/contract';
import { requestJson } from '../../api/request.ts';
import { bilingual } from '../../i18n/bilingual.ts';
import type { LanguageChoice } from '../../i18n/language.ts';
import { languages } from '../../i18n/language.ts';
import { AlertSection } from '../alerts/alert-section.tsx';
import type { Alerts } from '../alerts/alerts.tsx';
import { PrintSection } from '../printing/print-section.tsx';
import type { Printer } from '../printing/printer.ts';
import type { ShopSettings } from './shop-settings.ts';
import { type ThemeChoice, themes } from './theme.ts';

/** What can be set, by where it is kept. */
export type Settable = {
  /** Null until it is loaded. */
  ring: ReadonlySignal<Alerts | null>;
  languageChoice: LanguageChoice;
  theme: ThemeChoice;
  printer: Printer;
  shopSettings: ShopSettings;
  serverNow: ReadonlySignal<number>;
};
type Props = { settable: Settable; person: Person };

/** What can be set: first for this device, then, for who may, for the whole shop. Each part brings its own section. */
export function Settings({ settable, person }: Props) {
  const { ring, languageChoice, theme, printer, serverNow, shopSettings } = settable;
  return (
    <div class="settings">
      {ring.value && <AlertSection ring={ring.value} person={person} />}
      <LanguageSection choice={languageChoice} />
      <ThemeSection theme={theme} />
      <PrintSection printer={printer} person={person} serverNow={serverNow} />
      {mayChangeShop(person) && <LimitsSection shopSettings={shopSettings} />}
    </div>
  );
}

function mayChangeShop({ rol }: Person): boolean {
  return rol === 'admin' || rol === 'operador';
}

/** The language of the page. Each language is named in itself. */
function LanguageSection({ choice }: { choice: LanguageChoice }) {
  return (
    <fieldset class="setting">
      <legend>{languageWords().language}</legend>
      {languages.map((one) => (
        <label key={one} class="choice">
          <input
            type="radio"
            name="idioma"
            value={one}
            checked={choice.value === one}
            onChange={() => choice.set(one)}
          />
          <span lang={one}>{languageWords.both[one].ownName}</span>
        </label>
      ))}
    </fieldset>
  );
}

const themeWords = bilingual({
  es: { title: 'Colores', auto: 'Como el sistema', claro: 'Claros', oscuro: 'Oscuros' },
  en: { title: 'Colours', auto: 'As the system', claro: 'Light', oscuro: 'Dark' },
});

/** Light or dark, on this device. */
function ThemeSection({ theme }: { theme: ThemeChoice }) {
  return (
    <fieldset class="setting">
      <legend>{themeWords().title}</legend>
      {themes.map((one) => (
        <label key={one} class="choice">
          <input
            type="radio"
            name="tema"
            value={one}
            checked={theme.value === one}
            onChange={() => theme.set(one)}
          />
          <span>{themeWords()[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}

const languageWords = bilingual({
  es: { ownName: 'Español', language: 'Idioma' },
  en: { ownName: 'English', language: 'Language' },
});

type Said = 'saved' | 'order' | 'changed' | 'failed' | null;

/** The age from which an order is slow or late, for the whole shop. */
function LimitsSection({ shopSettings }: { shopSettings: ShopSettings }) {
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
    if (outcome.kind !== 'failed') shopSettings.receiveAnswer(outcome.settings);
    said.value = outcome.kind === 'stale' ? 'changed' : outcome.kind;
  }

  return (
    <form class="setting limits" onSubmit={save} data-ajuste="limites">
      <fieldset>
        <legend>{limitWords().title}</legend>
        <p class="setting-about">{limitWords().about}</p>
        {/* The key makes new fields for each version: what somebody else has set replaces what was typed here. */}
        <div class="limits-rows" key={version}>
          {openStates.map((state) => (
            <div class="limits-row" key={state}>
              <h3>{limitWords().states[state]}</h3>
              <Minutes state={state} which="aviso_min" value={limites[state].aviso_min} />
              <Minutes state={state} which="tarde_min" value={limites[state].tarde_min} />
            </div>
          ))}
        </div>
      </fieldset>
      <p class={said.value === 'saved' ? 'form-done' : 'form-fault'} role="status">
        {said.value && limitWords()[said.value]}
      </p>
      <button type="submit" class="button button-main" data-accion="guardar-limites" disabled={busy.value}>
        {limitWords().save}
      </button>
    </form>
  );
}

type MinutesProps = { state: OpenState; which: 'aviso_min' | 'tarde_min'; value: number };

function Minutes({ state, which, value }: MinutesProps) {
  return (
    <label class="field">
      {which === 'aviso_min' ? limitWords().slow : limitWords().late}
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
        <span>{limitWords().minutes}</span>
      </span>
    </label>
  );
}

/** The name of a limit's field in the form. */
const limitName = (state: OpenState, which: 'aviso_min' | 'tarde_min') => `${state}.${which}`;

/** Reads the limits from the form, and lists the states in which late does not come after slow. */
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
  /** Somebody else was faster: these settings hold now. */
  | { kind: 'stale'; settings: BoardSettings }
  | { kind: 'failed' };

/** Saves the shop's settings; where somebody else was faster, reads the ones that hold. */
async function saveShopSettings(wish: BoardSettings, request = requestJson): Promise<SaveOutcome> {
  const saved = await request<BoardSettings>(ticketPaths.boardSettings, { method: 'PUT', body: wish });
  if (saved.ok) return { kind: 'saved', settings: saved.value };
  if (saved.status !== 409) return { kind: 'failed' };
  const now = await request<BoardSettings>(ticketPaths.boardSettings);
  return now.ok ? { kind: 'stale', settings: now.value } : { kind: 'failed' };
}

const limitWords = bilingual({
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
