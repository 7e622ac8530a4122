import { useSignal } from '@preact/signals';
import type { Member } from '@relevo/contract';
import type { Failure, Reply } from '../../api/request-json.ts';
import { labels } from '../../view/labels.ts';
import { faultText } from './fault-text.ts';
import { MadeLinkNote } from './made-link-note.tsx';
import { MemberForm } from './member-form.tsx';
import { type MadeLink, type MemberChange, peopleApi } from './people-api.ts';
import { peopleWords as words } from './words.ts';

type Props = { member: Member; isSelf: boolean; onChanged: (member: Member) => void };

/** One person: what they may do, how they come in, and whether they still do. */
export function MemberCard({ member, isSelf, onChanged }: Props) {
  const editing = useSignal(false);
  const link = useSignal<MadeLink | null>(null);
  const fault = useSignal<Failure | null>(null);

  function taken<T>(reply: Reply<T>, use: (value: T) => void): void {
    fault.value = reply.ok ? null : reply;
    if (reply.ok) use(reply.value);
  }
  const change = async (what: MemberChange) => {
    const reply = await peopleApi.change(member.id, what);
    taken(reply, onChanged);
    return reply.ok;
  };
  const makeLink = async () =>
    taken(await peopleApi.link(member.id), (made) => {
      link.value = made;
    });

  return (
    <article class="person" data-persona={member.id} data-activo={member.activo ? 'si' : 'no'}>
      <header class="person-head">
        <h3>
          <bdi>{member.nombre}</bdi>
          {isSelf && <span class="person-note"> {words().self}</span>}
        </h3>
        <span class="person-role" data-rol={member.rol}>
          {member.activo ? labels().roles[member.rol] : words().deactivated}
        </span>
      </header>
      <p class="person-note">
        <bdi>{member.email ?? words().noEmail}</bdi> ·{' '}
        {member.tiene_clave ? words().withPassword : words().withoutPassword}
      </p>
      <div class="person-actions">
        <button
          type="button"
          class="button"
          data-accion="editar-persona"
          aria-expanded={editing.value}
          onClick={() => {
            editing.value = !editing.value;
          }}
        >
          {words().change}
        </button>
        {member.activo && (
          <button type="button" class="button" data-accion="enlace" onClick={() => void makeLink()}>
            {words().link}
          </button>
        )}
        <button
          type="button"
          class="button"
          data-accion={member.activo ? 'desactivar' : 'activar'}
          onClick={() => void change({ activo: !member.activo })}
        >
          {member.activo ? words().deactivate : words().activate}
        </button>
      </div>
      <p class="form-fault" role="alert">
        {fault.value && faultText(fault.value)}
      </p>
      {link.value && <MadeLinkNote link={link.value} note={words().linkNote} />}
      {editing.value && (
        <MemberForm
          member={member}
          save={change}
          done={() => {
            editing.value = false;
          }}
        />
      )}
    </article>
  );
}
