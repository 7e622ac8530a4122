import { useSignal } from '@preact/signals';
import type { Member, Role } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import { type Problem, problemText } from '../../api/problem.ts';
import type { Failure, Reply } from '../../api/request.ts';
import { labels } from '../../i18n/labels.ts';
import { Modal } from '../../ui/modal.tsx';
import { faultText } from './fault-text.ts';
import { MadeLinkNote } from './link-note.tsx';
import { type MadeLink, type MemberChange, peopleApi, textOf } from './people-api.ts';
import { peopleWords as words } from './words.ts';

/** Lists everybody who works here. Nobody is ever deleted, because the history names them. */
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
    members.value = [...others, changed].sort(activeFirst);
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

type CardProps = { member: Member; isSelf: boolean; onChanged: (member: Member) => void };

/** One person: their role, how they sign in, and whether they are active. */
function MemberCard({ member, isSelf, onChanged }: CardProps) {
  const editing = useSignal(false);
  const link = useSignal<MadeLink | null>(null);
  const asks = useSignal<'deactivate' | 'second-factor' | null>(null);
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
  const removeSecondFactor = async () =>
    taken(await peopleApi.removeSecondFactor(member.id), () =>
      onChanged({ ...member, segundo_factor: false }),
    );
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
          onClick={() => {
            if (member.activo) asks.value = 'deactivate';
            else void change({ activo: true });
          }}
        >
          {member.activo ? words().deactivate : words().activate}
        </button>
        {member.segundo_factor && !isSelf && (
          <button
            type="button"
            class="button"
            data-accion="quitar-segundo-factor"
            onClick={() => {
              asks.value = 'second-factor';
            }}
          >
            {words().removeSecondFactor}
          </button>
        )}
      </div>
      <p class="form-fault" role="alert">
        {fault.value && faultText(fault.value)}
      </p>
      {asks.value && (
        <AskFirst
          question={words().questions[asks.value](member.nombre)}
          answer={asks.value === 'deactivate' ? words().deactivate : words().removeSecondFactor}
          onClose={() => {
            asks.value = null;
          }}
          onYes={asks.value === 'deactivate' ? () => change({ activo: false }) : removeSecondFactor}
        />
      )}
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

type AskProps = { question: string; answer: string; onClose(): void; onYes(): Promise<unknown> };

/** Asks once before what somebody would notice who is working. */
function AskFirst({ question, answer, onClose, onYes }: AskProps) {
  return (
    <Modal title={answer} onClose={onClose}>
      <div class="form">
        <p>{question}</p>
        <button
          type="button"
          class="button button-danger"
          data-accion="confirmar"
          onClick={() => {
            onClose();
            void onYes();
          }}
        >
          {answer}
        </button>
      </div>
    </Modal>
  );
}

type FormProps = {
  member: Member;
  /** @returns whether the service has accepted it */
  save: (change: MemberChange) => Promise<boolean>;
  done: () => void;
};

/** Edits a person. Another role or password ends their sessions. */
function MemberForm({ member, save, done }: FormProps) {
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

/** Picks only the fields that changed: the service ends a person's sessions for every field that is sent. */
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

/** Adds a person. Email and password are for signing in by password; everybody can also sign in by a link. */
function AddMemberForm({ onAdded }: { onAdded: (member: Member) => void }) {
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

/** Who may do more comes later: nobody gets more than they need by not looking. */
const fromSmallest: readonly Role[] = ['lectura', 'repartidor', 'operador', 'admin'];

/** What a person may do. */
function RoleField({ rol }: { rol?: Role }) {
  return (
    <label class="field">
      {words().fields.may}
      <select name="rol" required>
        {fromSmallest.map((role) => (
          <option key={role} value={role} selected={role === (rol ?? fromSmallest[0])}>
            {words().may[role]}
          </option>
        ))}
      </select>
    </label>
  );
}
