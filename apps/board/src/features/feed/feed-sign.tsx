import { useComputed, useSignal } from '@preact/signals';
import type { BoardView } from '../../view/board-view.ts';
import { formatAge } from '../../view/format.ts';
import { lazy } from '../../view/lazy.tsx';
import type { FeedLimit } from './feed-limit.ts';
import { feedWords as words } from './words.ts';

const FeedLimitDialog = lazy(() => import('./feed-limit-dialog.tsx').then((part) => part.FeedLimitDialog));

type Props = { view: BoardView; limit: FeedLimit; settable: boolean };

/** Whether orders still come in. A sign of its own: the board may be live while the till has lost its way here. */
export function FeedSign({ view, limit, settable }: Props) {
  const asking = useSignal(false);
  const kind = useComputed(() => view.feed.value.kind);
  const text = useComputed(() => {
    const feed = view.feed.value;
    if (feed.kind === 'sin-datos') return '';
    const age = formatAge(feed.silentMs);
    if (feed.kind === 'sin-senal') return words().silent(age);
    return feed.silentMs < 60_000 ? words().lastOrderNow : words().lastOrder(age);
  });
  if (kind.value === 'sin-datos') return null;
  return (
    <div class="feed" data-caja={kind}>
      <span>{text}</span>
      {settable && (
        <button
          type="button"
          class="feed-set"
          data-accion="ajustar-caja"
          aria-haspopup="dialog"
          onClick={() => {
            asking.value = true;
          }}
        >
          {words().set}
        </button>
      )}
      {asking.value && (
        <FeedLimitDialog
          limit={limit}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </div>
  );
}
