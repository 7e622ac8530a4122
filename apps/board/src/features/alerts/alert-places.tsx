import type { ReadonlySignal } from '@preact/signals';
import type { TicketActions } from '../../actions/ticket-actions.ts';
import { reloadPage } from '../../device/page-lifecycle.ts';
import { bilingual } from '../../i18n/bilingual.ts';
import type { Alerts } from './alerts.tsx';

const words = bilingual({
  es: {
    silent: 'No se pudo cargar el sonido: los pedidos nuevos no van a sonar.',
    reload: 'Cargar de nuevo',
  },
  en: { silent: 'The sound could not be loaded: new orders will not ring.', reload: 'Load again' },
});

type Props = {
  /** Null until it is loaded. */
  ring: ReadonlySignal<Alerts | null>;
  actions: TicketActions;
};

/** Shows what rings; where the ringing could not be loaded, says that new orders make no sound. */
export function AlertPlace({ ring, failed, actions }: Props & { failed: ReadonlySignal<boolean> }) {
  if (ring.value) return <ring.value.Bar ring={ring.value} actions={actions} />;
  if (!failed.value) return null;
  return (
    <p class="update-note" role="alert" data-aviso="sin-sonido">
      {words().silent}
      <button type="button" class="button" data-accion="cargar-de-nuevo" onClick={() => void reloadPage()}>
        {words().reload}
      </button>
    </p>
  );
}

/** Says among the notes how many orders were missed. */
export function MissedPlace({ ring, actions }: Props) {
  return ring.value && <ring.value.Missed missed={ring.value.missed} person={actions.person} />;
}
