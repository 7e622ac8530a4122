import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import { bilingual } from '../../i18n/bilingual.ts';
import { formatAge } from '../../ui/format.ts';
import { lazy } from '../../ui/lazy.tsx';
import type { Feed, FeedLimit } from './feed.ts';

/** About the till that hands over the orders. */
export const feedWords = bilingual({
  es: {
    silent: (age: string) => `Caja sin señal: ningún pedido hace ${age}`,
    lastOrder: (age: string) => `Último pedido hace ${age}`,
    lastOrderNow: 'Último pedido recién',
    spoken: 'Caja sin señal.',
    set: 'Aviso',
  },
  en: {
    silent: (age) => `The till is silent: no order for ${age}`,
    lastOrder: (age) => `Last order ${age} ago`,
    lastOrderNow: 'Last order just now',
    spoken: 'The till is silent.',
    set: 'Alert',
  },
});

const FeedLimitDialog = lazy(() => import('./feed-limit-dialog.tsx').then((part) => part.FeedLimitDialog));

type Props = { feed: ReadonlySignal<Feed>; limit: FeedLimit; settable: boolean };

/** Says whether orders still come in. The board may be live while the till cannot reach the service. */
export function FeedSign({ feed, limit, settable }: Props) {
  const asking = useSignal(false);
  const kind = useComputed(() => feed.value.kind);
  const text = useComputed(() => {
    const now = feed.value;
    if (now.kind === 'unknown') return '';
    const age = formatAge(now.silentMs);
    if (now.kind === 'silent') return feedWords().silent(age);
    return now.silentMs < 60_000 ? feedWords().lastOrderNow : feedWords().lastOrder(age);
  });
  if (kind.value === 'unknown') return null;
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
          {feedWords().set}
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
