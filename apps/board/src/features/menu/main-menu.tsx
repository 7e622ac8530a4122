import { useSignal } from '@preact/signals';
import type { Person } from '@relevo/contract';
import { choosesView } from '../../board/overview.ts';
import { bilingual } from '../../i18n/bilingual.ts';
import { keyWords } from '../../keyboard/words.ts';
import { lazy } from '../../ui/lazy.tsx';
import { Modal } from '../../ui/modal.tsx';
import { follow, type Page, type Router } from '../../ui/router.ts';
import type { Settable } from '../settings/settings.tsx';

const KeyHelp = lazy(() => import('../../keyboard/key-help.tsx').then((part) => part.KeyHelp));
const Settings = lazy(() => import('../settings/settings.tsx').then((part) => part.Settings));

type Props = { router: Router; settable: Settable; person: Person; leave(): void };

/** The way to everything that is not the board itself. */
export function MainMenu({ router, settable, person, leave }: Props) {
  const open = useSignal<'menu' | 'settings' | 'keys' | null>(null);
  const close = () => {
    open.value = null;
  };
  return (
    <>
      <button
        type="button"
        class="button"
        data-accion="menu"
        aria-haspopup="dialog"
        onClick={() => {
          open.value = 'menu';
        }}
      >
        {words().menu}
      </button>
      {open.value === 'menu' && (
        <Modal title={words().menu} onClose={close}>
          <ul class="menu">
            {pagesFor(person).map((page) => (
              <li key={page}>
                <a class="button" href={page} onClick={follow(router, page)}>
                  {words().pages[page]}
                </a>
              </li>
            ))}
            <li>
              <button
                type="button"
                class="button"
                data-accion="ajustes"
                onClick={() => {
                  open.value = 'settings';
                }}
              >
                {words().settings}
              </button>
            </li>
            {person.rol !== 'lectura' && (
              <li>
                <button
                  type="button"
                  class="button"
                  data-accion="atajos"
                  onClick={() => {
                    open.value = 'keys';
                  }}
                >
                  {keyWords().help}
                </button>
              </li>
            )}
            {/* A TV has nobody who could let it in again. */}
            {person.id !== null && (
              <li>
                <button type="button" class="button" data-accion="salir" onClick={leave}>
                  {words().leave}
                </button>
              </li>
            )}
          </ul>
        </Modal>
      )}
      {open.value === 'keys' && (
        <Modal title={keyWords().help} onClose={close}>
          <KeyHelp />
        </Modal>
      )}
      {open.value === 'settings' && (
        <Modal title={words().settings} onClose={close}>
          <Settings settable={settable} person={person} />
        </Modal>
      )}
    </>
  );
}

/** What there is to see for a role, beside the board. */
function pagesFor(person: Person): readonly Exclude<Page, '/'>[] {
  if (person.rol === 'admin')
    return ['/cerrados', '/hoy', '/personas', '/claves', '/auditoria', '/cuenta', '/conexion'];
  if (person.rol === 'operador') return ['/cerrados', '/hoy', '/cuenta', '/conexion'];
  return choosesView(person) ? ['/cerrados', '/cuenta', '/conexion'] : ['/cuenta', '/conexion'];
}

const words = bilingual({
  es: {
    menu: 'Menú',
    settings: 'Ajustes',
    leave: 'Salir',
    pages: {
      '/cerrados': 'Entregados y cancelados',
      '/hoy': 'El día en números',
      '/personas': 'Personas',
      '/cuenta': 'Tu cuenta',
      '/claves': 'Claves',
      '/auditoria': 'Auditoría',
      '/conexion': 'Probar la conexión',
    },
  },
  en: {
    menu: 'Menu',
    settings: 'Settings',
    leave: 'Sign out',
    pages: {
      '/cerrados': 'Delivered and cancelled',
      '/hoy': 'The day in figures',
      '/personas': 'People',
      '/cuenta': 'Your account',
      '/claves': 'API keys',
      '/auditoria': 'Audit log',
      '/conexion': 'Test the connection',
    },
  },
});
