import { useSignal } from '@preact/signals';
import type { Member, Role } from '@relevo/contract';
import type { Failure } from '../../api/request-json.ts';
import { faultText } from './fault-text.ts';
import { peopleApi } from './people-api.ts';
import { RoleField } from './role-field.tsx';
import { textOf } from './text-of.ts';
import { peopleWords as words } from './words.ts';

/** Adds a person. Email and password are for who signs in by password; everybody can come in by a link. */
export function AddMemberForm({ onAdded }: { onAdded: (member: Member) => void }) {
  const fault = useSignal<Failure | null>(null);
  const busy = useSignal(false);

  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    busy.value = true;
    const reply = await peopleApi.add({
      nombre: textOf(fields, 'nombre') ?? '',
      rol: fields.get('rol') as Role,
      email: textOf(fields, 'email'),
      clave: textOf(fields, 'clave'),
    });
    busy.value = false;
    fault.value = reply.ok ? null : reply;
    if (!reply.ok) return;
    onAdded(reply.value);
    form.reset();
  };

  return (
    <details class="people-add">
      <summary class="button" data-accion="agregar-persona">
        {words().addSomebody}
      </summary>
      <form class="form form-wide" onSubmit={add} data-formulario="agregar-persona">
        <label class="field">
          {words().fields.name}
          <input name="nombre" required maxLength={100} autocomplete="off" />
        </label>
        <RoleField />
        <label class="field">
          {words().fields.email} <small>{words().fields.emailHint}</small>
          <input name="email" type="email" maxLength={200} autocomplete="off" />
        </label>
        <label class="field">
          {words().fields.password} <small>{words().fields.passwordHint}</small>
          <input name="clave" type="password" minLength={10} maxLength={200} autocomplete="new-password" />
        </label>
        <p class="form-fault" role="alert">
          {fault.value && faultText(fault.value)}
        </p>
        <button type="submit" class="button button-main" disabled={busy.value}>
          {words().add}
        </button>
      </form>
    </details>
  );
}
