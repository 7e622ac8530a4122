import { useSignal } from '@preact/signals';
import type { Person } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import { bilingual } from '../../i18n/bilingual.ts';
import { keyWords } from '../../keyboard/words.ts';
import { lazy } from '../../ui/lazy.tsx';
import { Modal } from '../../ui/modal.tsx';
import type { Router } from '../../ui/router.ts';
import type { Settable } from '../settings/settings.tsx';

const loadMenu = () => import('./menu-list.tsx');
const MenuList = lazy(() => loadMenu().then((part) => part.MenuList));
const KeyHelp = lazy(() => import('../../keyboard/key-help.tsx').then((part) => part.KeyHelp));
const Settings = lazy(() => import('../settings/settings.tsx').then((part) => part.Settings));

type Props = { router: Router; settable: Settable; person: Person; leave(): void };

/** The way to everything that is not the board itself. */
export function MainMenu({ router, settable, person, leave }: Props) {
  const open = useSignal<'menu' | 'settings' | 'keys' | null>(null);
  const close = () => {
    open.value = null;
  };
  // Without a connection the menu leads to what is wrong with it, so it has to be there by then.
  useEffect(() => void loadMenu().catch(() => {}), []);
  const { menu, settings } = words();
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
        {menu}
      </button>
      {open.value === 'menu' && (
        <Modal title={menu} onClose={close}>
          <MenuList
            router={router}
            person={person}
            settings={settings}
            leave={leave}
            open={(part) => {
              open.value = part;
            }}
          />
        </Modal>
      )}
      {open.value === 'keys' && (
        <Modal title={keyWords().help} onClose={close}>
          <KeyHelp />
        </Modal>
      )}
      {open.value === 'settings' && (
        <Modal title={settings} onClose={close}>
          <Settings settable={settable} person={person} />
        </Modal>
      )}
    </>
  );
}

const words = bilingual({
  es: { menu: 'Menú', settings: 'Ajustes' },
  en: { menu: 'Menu', settings: 'Settings' },
});
