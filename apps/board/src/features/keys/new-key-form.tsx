import { useSignal } from '@preact/signals';
import { type KeyPreset, keyPresets, type Scope, type ShownKey, scopes } from '@relevo/contract';
import type { Failure } from '../../api/request.ts';
import { keyFault, keysApi } from './keys-api.ts';
import { keyPageWords as words } from './words.ts';

const presets = Object.keys(keyPresets) as KeyPreset[];
const own = 'own';

/** Makes a key: for one of the usual purposes, or with scopes picked by hand. */
export function NewKeyForm({ onMade }: { onMade: (key: ShownKey) => void }) {
  const open = useSignal(false);
  const picked = useSignal<ReadonlySet<Scope>>(new Set(keyPresets.shop));
  const fault = useSignal<Failure | null>(null);
  const busy = useSignal(false);

  const pick = (list: readonly Scope[]) => {
    picked.value = new Set(list);
  };
  const toggle = (scope: Scope) => pick(scopes.filter((one) => (one === scope) !== picked.value.has(one)));

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    busy.value = true;
    const reply = await keysApi.add({
      nombre: String(fields.get('nombre') ?? '').trim(),
      fuente: String(fields.get('fuente') ?? '').trim(),
      alcances: [...picked.value],
    });
    busy.value = false;
    fault.value = reply.ok ? null : reply;
    if (!reply.ok) return;
    form.reset();
    pick(keyPresets.shop);
    open.value = false;
    onMade(reply.value);
  };

  return (
    <details
      class="key-add"
      open={open.value}
      onToggle={(event) => {
        open.value = event.currentTarget.open;
      }}
    >
      <summary class="button button-main" data-accion="agregar-clave">
        {words().add}
      </summary>
      <form class="form form-keys" onSubmit={submit} data-formulario="agregar-clave">
        <label class="field">
          {words().fields.name}
          <input
            name="nombre"
            required
            maxLength={60}
            autocomplete="off"
            placeholder={words().fields.nameExample}
          />
        </label>
        <label class="field">
          {words().fields.caller} <small>{words().fields.callerHint}</small>
          <input
            name="fuente"
            required
            maxLength={32}
            pattern="[a-z0-9\-]+"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            placeholder={words().fields.callerExample}
          />
        </label>
        <fieldset class="key-choice">
          <legend>{words().fields.purpose}</legend>
          <div class="key-presets">
            {[...presets, own].map((preset) => (
              <label key={preset} class="key-preset">
                <input
                  type="radio"
                  name="para"
                  value={preset}
                  checked={presetOf(picked.value) === preset}
                  onChange={() => preset !== own && pick(keyPresets[preset as KeyPreset])}
                />
                {words().presets[preset as KeyPreset | typeof own]}
              </label>
            ))}
          </div>
        </fieldset>
        <fieldset class="key-choice">
          <legend>{words().fields.scopes}</legend>
          {scopes.map((scope) => (
            <label key={scope} class="key-scope">
              <input
                type="checkbox"
                name="alcances"
                value={scope}
                checked={picked.value.has(scope)}
                onChange={() => toggle(scope)}
              />
              <span>
                {words().scopes[scope]} <code>{scope}</code>
              </span>
            </label>
          ))}
        </fieldset>
        <p class="form-fault" role="alert">
          {fault.value && keyFault(fault.value)}
        </p>
        <button type="submit" class="button button-main" disabled={busy.value}>
          {words().make}
        </button>
      </form>
    </details>
  );
}

/** Which of the usual keys has exactly these scopes. */
export function presetOf(picked: ReadonlySet<Scope>): KeyPreset | typeof own {
  const same = (list: readonly Scope[]) =>
    list.length === picked.size && list.every((scope) => picked.has(scope));
  return presets.find((preset) => same(keyPresets[preset])) ?? own;
}
