import { Modal } from '../../view/modal.tsx';
import { type FeedLimit, longestMinutes } from './feed-limit.ts';
import { feedWords as words } from './words.ts';

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
