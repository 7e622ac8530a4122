import './people.css';
import type { Person } from '@relevo/contract';
import type { Router } from '../../route.ts';
import { PageHead } from '../../view/page-head.tsx';
import { MembersSection } from './members-section.tsx';
import { TvLinksSection } from './tv-links-section.tsx';
import { peopleWords as words } from './words.ts';

/** Where the admin says who works here, and which screens may look on. */
export function PeoplePage({ person, router }: { person: Person; router: Router }) {
  return (
    <div class="people">
      <PageHead title={words().title} router={router} />
      <main class="people-main">
        <MembersSection ownId={person.id} />
        <TvLinksSection />
      </main>
    </div>
  );
}
