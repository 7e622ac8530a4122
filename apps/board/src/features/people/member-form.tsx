import type { Member, Role } from '@relevo/contract';
import type { MemberChange } from './people-api.ts';
import { RoleField } from './role-field.tsx';
import { textOf } from './text-of.ts';
import { peopleWords as words } from './words.ts';

type Props = {
  member: Member;
  /** @returns whether the service has taken it */
  save: (change: MemberChange) => Promise<boolean>;
  done: () => void;
};

/** Changes a person. Another role or password ends their sessions. */
export function MemberForm({ member, save, done }: Props) {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const change = changeOf(member, new FormData(event.currentTarget as HTMLFormElement));
    if (Object.keys(change).length === 0 || (await save(change))) done();
  };
  return (
    <form class="form form-wide" onSubmit={submit} data-formulario="editar-persona">
      <label class="field">
        {words().fields.name}
        <input name="nombre" required maxLength={100} autocomplete="off" defaultValue={member.nombre} />
      </label>
      <RoleField rol={member.rol} />
      <label class="field">
        {words().fields.email}
        <input
          name="email"
          type="email"
          maxLength={200}
          autocomplete="off"
          defaultValue={member.email ?? ''}
        />
      </label>
      <label class="field">
        {words().fields.newPassword} <small>{words().fields.newPasswordHint}</small>
        <input name="clave" type="password" minLength={10} maxLength={200} autocomplete="new-password" />
      </label>
      <button type="submit" class="button button-main">
        {words().save}
      </button>
    </form>
  );
}

/** Only what is another than before: a field that is sent is changed, and ends sessions. */
function changeOf(member: Member, form: FormData): MemberChange {
  const nombre = textOf(form, 'nombre') ?? member.nombre;
  const rol = form.get('rol') as Role;
  const email = textOf(form, 'email');
  const clave = textOf(form, 'clave');
  return {
    ...(nombre !== member.nombre && { nombre }),
    ...(rol !== member.rol && { rol }),
    ...(email !== member.email && { email }),
    ...(clave !== null && { clave }),
  };
}
