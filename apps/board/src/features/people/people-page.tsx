import './people.css';
import { useSignal } from '@preact/signals';
import type { Person, TvLink } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import type { Failure, Reply } from '../../api/request.ts';
import { formatDayTime } from '../../ui/format.ts';
import { PageHead } from '../../ui/page-head.tsx';
import type { Router } from '../../ui/router.ts';
import { faultText } from './fault-text.ts';
import { MadeLinkNote } from './link-note.tsx';
import { MembersSection } from './members-section.tsx';
import { type MadeLink, peopleApi, textOf } from './people-api.ts';
import { linkWords, peopleWords as words } from './words.ts';

/** The admin's page: who works here, and which screens may show the board. */
export function PeoplePage({ person, router }: { person: Person; router: Router }) {
  return (
    <div class="people">
      <PageHead title={words().title} router={router} />
      <main class="people-main">
        <MembersSection ownId={person.id} />
        <TvLinksSection />
      </main>
    </div>
  );
}

/** Lists, adds and revokes the links of screens that only show the board. */
function TvLinksSection() {
  const links = useSignal<readonly TvLink[]>([]);
  const made = useSignal<MadeLink | null>(null);
  const fault = useSignal<Failure | null>(null);

  function taken<T>(reply: Reply<T>, use: (value: T) => void): void {
    fault.value = reply.ok ? null : reply;
    if (reply.ok) use(reply.value);
  }
  const load = async () =>
    taken(await peopleApi.tvLinks(), ({ enlaces }) => {
      links.value = enlaces;
    });
  useEffect(() => void load(), []);

  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const nombre = textOf(new FormData(form), 'nombre');
    if (!nombre) return;
    taken(await peopleApi.addTvLink(nombre), (link) => {
      made.value = link;
      form.reset();
      void load();
    });
  };
  const revoke = async (id: number) => taken(await peopleApi.revokeTvLink(id), () => void load());

  return (
    <section aria-labelledby="pantallas">
      <h2 id="pantallas">{linkWords().screens}</h2>
      <p class="person-note">{linkWords().explained}</p>
      <ul class="people-list">
        {links.value.map((link) => (
          <li key={link.id}>
            <article class="person" data-tv={link.id} data-activo={link.revocado_en ? 'no' : 'si'}>
              <header class="person-head">
                <h3>
                  <bdi>{link.nombre}</bdi>
                </h3>
                {link.revocado_en ? (
                  <span class="person-role">{linkWords().revoked}</span>
                ) : (
                  <button
                    type="button"
                    class="button"
                    data-accion="revocar"
                    onClick={() => void revoke(link.id)}
                  >
                    {linkWords().revoke}
                  </button>
                )}
              </header>
              <p class="person-note">{linkWords().since(formatDayTime(link.creado_en))}</p>
            </article>
          </li>
        ))}
      </ul>
      <p class="form-fault" role="alert">
        {fault.value && faultText(fault.value)}
      </p>
      <form class="form form-row" onSubmit={add} data-formulario="agregar-tv">
        <label class="field">
          {linkWords().screenName}
          <input
            name="nombre"
            required
            maxLength={100}
            autocomplete="off"
            placeholder={linkWords().screenExample}
          />
        </label>
        <button type="submit" class="button button-main">
          {linkWords().make}
        </button>
      </form>
      {made.value && <MadeLinkNote link={made.value} note={linkWords().openOnTv} />}
    </section>
  );
}
