import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import type { Person, StoreState } from '@relevo/contract';
import type { BoardView } from '../../board/board-view.ts';
import { bilingual } from '../../i18n/bilingual.ts';
import { formatAge } from '../../ui/format.ts';
import { lazy } from '../../ui/lazy.tsx';
import type { Feed, FeedLimit } from './feed.ts';

/** About where the orders come from: the till, and the store that hands them over. */
const feedWords = bilingual({
  es: {
    silent: (age: string) => `Caja sin señal: ningún pedido hace ${age}`,
    lastOrder: (age: string) => `Último pedido hace ${age}`,
    lastOrderNow: 'Último pedido recién',
    spoken: 'Caja sin señal.',
    set: 'Aviso',
    spokenSilent: 'Una tienda no da señales.',
    spokenWaiting: 'Hay pedidos que no llegaron al tablero.',
  },
  en: {
    silent: (age) => `The till is silent: no order for ${age}`,
    lastOrder: (age) => `Last order ${age} ago`,
    lastOrderNow: 'Last order just now',
    spoken: 'The till is silent.',
    set: 'Alert',
    spokenSilent: 'A store is silent.',
    spokenWaiting: 'Orders have not reached the board.',
  },
});

const FeedLimitDialog = lazy(() => import('./feed-dialogs.tsx').then((part) => part.FeedLimitDialog));
const StoreBanner = lazy(() => import('./feed-dialogs.tsx').then((part) => part.StoreBanner), 'unseen');

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

/** What is said aloud: that a store is in trouble, or that the till is silent; '' where all is well. */
export function spokenFeed(feed: Feed, stores: readonly StoreState[] | null): string {
  const has = (estado: StoreState['estado']) => stores?.some((store) => store.estado === estado);
  if (has('callada')) return feedWords().spokenSilent;
  if (has('demorada')) return feedWords().spokenWaiting;
  return feed.kind === 'silent' ? feedWords().spoken : '';
}

/** The place of what is said about stores, which is loaded when there is something to say. @param person null: a TV */
export function StorePlace({ view, person }: { view: BoardView; person: Person | null }) {
  const asking = useSignal(false);
  // A board that is not up to date says so itself, and knows nothing of stores.
  const troubled = useComputed(
    () => !view.stale.value && view.stores.value?.some(({ estado }) => estado !== 'al-dia'),
  );
  return troubled.value || asking.value ? <StoreBanner {...{ view, person, asking }} /> : null;
}
