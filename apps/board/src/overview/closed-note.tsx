import type { Router } from '../route.ts';
import { follow } from '../route.ts';
import { overviewWords as words } from './words.ts';

/** Says how far back the closed side of the board goes, and where the rest is. */
export function ClosedNote({ router }: { router: Router }) {
  return (
    <p class="closed-note">
      {words().closedLately}{' '}
      <a class="button" href="/cerrados" onClick={follow(router, '/cerrados')}>
        {words().allClosed}
      </a>
    </p>
  );
}
