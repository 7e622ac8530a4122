import { useSignal } from '@preact/signals';
import type { Member } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import { type Problem, problemText } from '../../api/problem-text.ts';
import { AddMemberForm } from './add-member-form.tsx';
import { MemberCard } from './member-card.tsx';
import { peopleApi } from './people-api.ts';
import { peopleWords as words } from './words.ts';

/** Everybody who works here. Nobody is ever deleted: the history names them. */
export function MembersSection({ ownId }: { ownId: number | null }) {
  const members = useSignal<readonly Member[] | null>(null);
  const failure = useSignal<Problem | null>(null);
  useEffect(() => {
    void peopleApi.members().then((reply) => {
      if (reply.ok) members.value = reply.value.personas;
      else failure.value = reply;
    });
  }, [members, failure]);

  const put = (changed: Member) => {
    const others = (members.value ?? []).filter(({ id }) => id !== changed.id);
    members.value = [...others, changed].toSorted(activeFirst);
  };

  return (
    <section aria-labelledby="personas">
      <h2 id="personas">{words().whoWorksHere}</h2>
      {failure.value && <p class="form-fault">{problemText(failure.value)}</p>}
      <ul class="people-list">
        {members.value?.map((member) => (
          <li key={member.id}>
            <MemberCard member={member} isSelf={member.id === ownId} onChanged={put} />
          </li>
        ))}
      </ul>
      <AddMemberForm onAdded={put} />
    </section>
  );
}

function activeFirst(a: Member, b: Member): number {
  return Number(b.activo) - Number(a.activo) || a.nombre.localeCompare(b.nombre, 'es');
}
