import './people.css';
import { useSignal } from '@preact/signals';
import type { Person, TvLink } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import type { Failure, Reply } from '../../api/request.ts';
import { formatDayTime } from '../../ui/format.ts';
import { PageHead } from '../../ui/page-head.tsx';
import type { Router } from '../../ui/router.ts';
import { deviceName } from './device-name.ts';
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
  const free = async (id: number) => taken(await peopleApi.freeTvLink(id), () => void load());

  return (
    <section aria-labelledby="pantallas">
      <h2 id="pantallas">{linkWords().screens}</h2>
      <p class="person-note">{linkWords().explained}</p>
      <ul class="people-list">
        {links.value.map((link) => (
          <li key={link.id}>
            <TvLinkCard link={link} free={() => void free(link.id)} revoke={() => void revoke(link.id)} />
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

type TvLinkProps = { link: TvLink; free(): void; revoke(): void };

/** One link: which device has it, when that was last seen, and how long the link lives without it. */
function TvLinkCard({ link, free, revoke }: TvLinkProps) {
  const { dispositivo, visto_en, vence_en, revocado_en } = link;
  const ended = revocado_en ? linkWords().revoked : Date.parse(vence_en) <= Date.now() && linkWords().ended;
  const device = dispositivo && [
    deviceName(dispositivo.navegador) ?? linkWords().unknownDevice,
    ...(dispositivo.direccion ? [dispositivo.direccion] : []),
    linkWords().since(formatDayTime(dispositivo.desde)),
  ];
  return (
    <article class="person" data-tv={link.id} data-activo={ended ? 'no' : 'si'}>
      <header class="person-head">
        <h3>
          <bdi>{link.nombre}</bdi>
        </h3>
        {ended && <span class="person-role">{ended}</span>}
      </header>
      <p class="person-note" data-pantalla={dispositivo ? 'si' : 'no'}>
        {device ? <bdi>{device.join(' · ')}</bdi> : !ended && linkWords().isFree}
      </p>
      <p class="person-note">
        {visto_en
          ? linkWords().seen(formatDayTime(visto_en))
          : linkWords().created(formatDayTime(link.creado_en))}
        {!ended && ` · ${linkWords().ends(formatDayTime(vence_en))}`}
      </p>
      {!ended && (
        <div class="person-actions">
          {device && (
            <button
              type="button"
              class="button"
              data-accion="liberar"
              title={linkWords().freeMeans}
              onClick={free}
            >
              {linkWords().free}
              <span class="visually-hidden"> {link.nombre}</span>
            </button>
          )}
          <button type="button" class="button" data-accion="revocar" onClick={revoke}>
            {linkWords().revoke}
            <span class="visually-hidden"> {link.nombre}</span>
          </button>
        </div>
      )}
    </article>
  );
}
