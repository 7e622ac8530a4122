import type { Person } from '@relevo/contract';
import { boardWords as words } from '../../board/words.ts';
import { lazy } from '../../ui/lazy.tsx';
import { mayTry, type Onboarding } from './onboarding.ts';

const Welcome = lazy(() => import('./welcome.tsx').then((part) => part.Welcome));
const TryAgain = lazy(() => import('./welcome.tsx').then((part) => part.TryAgain));

/** A board without any order: what happens next, and for who runs the shop a way to try it. */
export function EmptyBoard({ onboarding, person }: { onboarding: Onboarding; person: Person }) {
  const tries = mayTry(person);
  if (tries && onboarding.inviting.value) return <Welcome onboarding={onboarding} />;
  return (
    <div class="quiet">
      <h2>{words().quiet}</h2>
      <p>{person.rol === 'repartidor' ? words().quietDriver : words().quietShop}</p>
      {tries && <TryAgain onboarding={onboarding} />}
    </div>
  );
}
