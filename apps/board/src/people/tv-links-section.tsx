import { useSignal } from '@preact/signals';
import type { TvLink } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import type { Reply } from '../api/request-json.ts';
import { formatDayTime } from '../view/format.ts';
import { faultText } from './fault-text.ts';
import { MadeLinkNote } from './made-link-note.tsx';
import { type MadeLink, peopleApi } from './people-api.ts';
import { textOf } from './text-of.ts';

/** Screens that show the board and nothing else. */
export function TvLinksSection() {
  const links = useSignal<readonly TvLink[]>([]);
  const made = useSignal<MadeLink | null>(null);
  const fault = useSignal<string | null>(null);

  function taken<T>(reply: Reply<T>, use: (value: T) => void): void {
    fault.value = reply.ok ? null : faultText(reply);
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
      <h2 id="pantallas">Pantallas</h2>
      <p class="person-note">
        Una TV se abre con su enlace y muestra el tablero, sin poder tocar nada, hasta que lo revocás.
      </p>
      <ul class="people-list">
        {links.value.map((link) => (
          <li key={link.id}>
            <article class="person" data-tv={link.id} data-activo={link.revocado_en ? 'no' : 'si'}>
              <header class="person-head">
                <h3>
                  <bdi>{link.nombre}</bdi>
                </h3>
                {link.revocado_en ? (
                  <span class="person-role">Revocada</span>
                ) : (
                  <button
                    type="button"
                    class="button"
                    data-accion="revocar"
                    onClick={() => void revoke(link.id)}
                  >
                    Revocar
                  </button>
                )}
              </header>
              <p class="person-note">Desde el {formatDayTime(link.creado_en)}</p>
            </article>
          </li>
        ))}
      </ul>
      <p class="form-fault" role="alert">
        {fault}
      </p>
      <form class="form form-row" onSubmit={add} data-formulario="agregar-tv">
        <label class="field">
          Nombre de la pantalla
          <input name="nombre" required maxLength={100} autocomplete="off" placeholder="Cocina" />
        </label>
        <button type="submit" class="button button-main">
          Crear enlace
        </button>
      </form>
      {made.value && <MadeLinkNote link={made.value} note="Abrilo en la TV." />}
    </section>
  );
}
