import './menu.css';
import type { Signal } from '@preact/signals';
import type { Person } from '@relevo/contract';
import { choosesView } from '../../board/overview.ts';
import { bilingual } from '../../i18n/bilingual.ts';
import { keyWords } from '../../keyboard/words.ts';
import { Icon } from '../../ui/icon.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { Modal } from '../../ui/modal.tsx';
import { follow, type Page, type Router } from '../../ui/router.ts';
import type { Settable } from '../settings/settings.tsx';

const KeyHelp = lazy(() => import('../../keyboard/key-help.tsx').then((part) => part.KeyHelp));
const Settings = lazy(() => import('../settings/settings.tsx').then((part) => part.Settings));

type Props = {
  router: Router;
  settable: Settable;
  person: Person;
  leave(): void;
  /** What the menu is called. */
  title: string;
  open: Signal<'menu' | 'settings' | 'keys' | null>;
};

/** Shows the menu, or what it has opened in its place. */
export function MenuDialog(props: Props) {
  const { settable, person, title, open } = props;
  const close = () => {
    open.value = null;
  };
  switch (open.value) {
    case 'menu':
      return (
        <Modal key="menu" title={title} onClose={close}>
          <MenuList {...props} />
        </Modal>
      );
    case 'keys':
      return (
        <Modal key="keys" title={keyWords().help} onClose={close}>
          <KeyHelp />
        </Modal>
      );
    case 'settings':
      return (
        <Modal key="settings" title={words().settings} onClose={close}>
          <Settings settable={settable} person={person} />
        </Modal>
      );
    default:
      return null;
  }
}

/** Lists the pages that this person may see, then what is theirs or this device's; last the way out. */
function MenuList({ router, person, open, leave }: Props) {
  const toPage = (page: Listed) => (
    <li key={page}>
      <a class="menu-row" href={page} onClick={follow(router, page)}>
        {words().pages[page]}
        <Icon name="forward" />
      </a>
    </li>
  );
  const toPart = (part: 'settings' | 'keys', control: string, label: string) => (
    <li>
      <button
        type="button"
        class="menu-row"
        data-accion={control}
        onClick={() => {
          open.value = part;
        }}
      >
        {label}
        <Icon name="forward" />
      </button>
    </li>
  );
  return (
    <>
      {pagesFor(person).map((pages) => (
        <ul key={pages[0]} class="menu">
          {pages.map(toPage)}
        </ul>
      ))}
      <ul class="menu">
        {person.id !== null && toPage('/cuenta')}
        {toPart('settings', 'ajustes', words().settings)}
        {person.rol !== 'lectura' && toPart('keys', 'atajos', keyWords().help)}
        {toPage('/conexion')}
      </ul>
      {/* A TV has nobody who could let it in again. */}
      {person.id !== null && (
        <ul class="menu">
          <li>
            <button type="button" class="menu-row menu-leave" data-accion="salir" onClick={leave}>
              {words().leave}
              <bdi class="menu-who">{person.nombre}</bdi>
            </button>
          </li>
        </ul>
      )}
    </>
  );
}

type Listed = Exclude<Page, '/'>;

/** What there is to see for a role beside the board: the orders, then who and what has to do with the shop. */
function pagesFor(person: Person): readonly (readonly Listed[])[] {
  if (person.rol === 'admin') {
    return [
      ['/cerrados', '/hoy'],
      ['/personas', '/claves', '/auditoria'],
    ];
  }
  if (person.rol === 'operador') return [['/cerrados', '/hoy']];
  return choosesView(person) ? [['/cerrados']] : [];
}

const words = bilingual({
  es: {
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
