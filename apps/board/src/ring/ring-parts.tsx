import type { Shell } from '../shell.ts';
import type { Workbench } from '../work/workbench.ts';

type Props = { ring: Shell['ring']; work: Workbench };

/** What rings, over the board. Nothing until the ringing is loaded. */
export function RingPlace({ ring, work }: Props) {
  return ring.value && <ring.value.Bar ring={ring.value} work={work} />;
}

/** How many orders were missed, among the notes. */
export function MissedPlace({ ring, work }: Props) {
  return ring.value && <ring.value.Missed missed={ring.value.missed} person={work.person} />;
}
