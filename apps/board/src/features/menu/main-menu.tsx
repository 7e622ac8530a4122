import { useSignal } from '@preact/signals';
import type { Person } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import { bilingual } from '../../i18n/bilingual.ts';
import { lazy } from '../../ui/lazy.tsx';
import type { Router } from '../../ui/router.ts';
import type { Settable } from '../settings/settings.tsx';

const loadDialog = () => import('./menu-list.tsx');
const MenuDialog = lazy(() => loadDialog().then((part) => part.MenuDialog), 'unseen');

type Props = { router: Router; settable: Settable; person: Person; leave(): void };

/** The way to everything that is not the board itself. */
export function MainMenu(props: Props) {
  const open = useSignal<'menu' | 'settings' | 'keys' | null>(null);
  // Without a connection the menu leads to what is wrong with it, so it has to be there by then.
  useEffect(() => void loadDialog().catch(() => {}), []);
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
      {open.value && <MenuDialog {...props} title={words().menu} open={open} />}
    </>
  );
}

const words = bilingual({ es: { menu: 'Menú' }, en: { menu: 'Menu' } });
