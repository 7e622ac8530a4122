import type { ReadonlySignal } from '@preact/signals';
import type { Person, StoreState } from '@relevo/contract';
import { boardWords as words } from '../../board/words.ts';
import { lazy } from '../../ui/lazy.tsx';
import { mayTry, type Onboarding } from './onboarding.ts';

const Welcome = lazy(() => import('./welcome.tsx').then((part) => part.Welcome));
const TryAgain = lazy(() => import('./welcome.tsx').then((part) => part.TryAgain));

type Props = {
  onboarding: Onboarding;
  person: Person;
  /** Those that are waited for; null: unknown. */
  stores: ReadonlySignal<readonly StoreState[] | null>;
};

/** A board without any order: what happens next, and for who runs the shop a way to try it. */
export function EmptyBoard({ onboarding, person, stores }: Props) {
  const tries = mayTry(person);
  const noStore = stores.value?.length === 0;
  if (tries && onboarding.inviting.value) return <Welcome onboarding={onboarding} noStore={noStore} />;
  return (
    <div class="quiet">
      <h2>{noStore ? words().noStoreYet : words().quiet}</h2>
      <p>{person.rol === 'repartidor' ? words().quietDriver : words().quietShop}</p>
      {tries && <TryAgain onboarding={onboarding} />}
    </div>
  );
}
