import { useSignal } from '@preact/signals';
import type { Member, Role } from '@relevo/contract';
import { faultText } from './fault-text.ts';
import { peopleApi } from './people-api.ts';
import { RoleField } from './role-field.tsx';
import { textOf } from './text-of.ts';

/** Adds a person. Email and password are for who signs in by password; everybody can come in by a link. */
export function AddMemberForm({ onAdded }: { onAdded: (member: Member) => void }) {
  const fault = useSignal<string | null>(null);
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
    fault.value = reply.ok ? null : faultText(reply);
    if (!reply.ok) return;
    onAdded(reply.value);
    form.reset();
  };

  return (
    <details class="people-add">
      <summary class="button" data-accion="agregar-persona">
        Agregar a alguien
      </summary>
      <form class="form form-wide" onSubmit={add} data-formulario="agregar-persona">
        <label class="field">
          Nombre
          <input name="nombre" required maxLength={100} autocomplete="off" />
        </label>
        <RoleField />
        <label class="field">
          Correo electrónico <small>si va a entrar con clave</small>
          <input name="email" type="email" maxLength={200} autocomplete="off" />
        </label>
        <label class="field">
          Clave <small>al menos 10 caracteres; sin clave entra con un enlace</small>
          <input name="clave" type="password" minLength={10} maxLength={200} autocomplete="new-password" />
        </label>
        <p class="form-fault" role="alert">
          {fault}
        </p>
        <button type="submit" class="button button-main" disabled={busy.value}>
          Agregar
        </button>
      </form>
    </details>
  );
}
