import { bilingual } from '../../i18n/bilingual.ts';
import { Modal } from '../../ui/modal.tsx';
import { type FeedLimit, longestMinutes } from './feed.ts';

const words = bilingual({
  es: {
    title: 'Caja sin señal',
    explained:
      'Si con el local abierto no entra ningún pedido durante este tiempo, el tablero lo avisa. Vale para este dispositivo.',
    minutes: 'Minutos sin pedidos',
    save: 'Guardar',
  },
  en: {
    title: 'Silent till',
    explained:
      'If no order comes in for this long while the shop is open, the board says so. It holds for this device.',
    minutes: 'Minutes without orders',
    save: 'Save',
  },
});

/** Asks after how long without an order this device is to say so. */
export function FeedLimitDialog({ limit, onClose }: { limit: FeedLimit; onClose: () => void }) {
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    limit.set(Number(new FormData(event.currentTarget as HTMLFormElement).get('minutos')));
    onClose();
  };
  return (
    <Modal title={words().title} onClose={onClose}>
      <form class="form" onSubmit={save}>
        <p class="modal-text">{words().explained}</p>
        <label class="field">
          {words().minutes}
          <input
            name="minutos"
            type="number"
            inputMode="numeric"
            min={1}
            max={longestMinutes}
            required
            defaultValue={String(limit.minutes.value)}
          />
        </label>
        <button type="submit" class="button button-main">
          {words().save}
        </button>
      </form>
    </Modal>
  );
}
