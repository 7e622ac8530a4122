import { Modal } from '../view/modal.tsx';
import { type FeedLimit, longestMinutes } from './feed-limit.ts';

/** Asks after how long without an order this device is to say so. */
export function FeedLimitDialog({ limit, onClose }: { limit: FeedLimit; onClose: () => void }) {
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    limit.set(Number(new FormData(event.currentTarget as HTMLFormElement).get('minutos')));
    onClose();
  };
  return (
    <Modal title="Caja sin señal" onClose={onClose}>
      <form class="form" onSubmit={save}>
        <p class="modal-text">
          Si con el local abierto no entra ningún pedido durante este tiempo, el tablero lo avisa. Vale para
          este dispositivo.
        </p>
        <label class="field">
          Minutos sin pedidos
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
          Guardar
        </button>
      </form>
    </Modal>
  );
}
