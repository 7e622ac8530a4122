import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/**
 * Begins with the files that start services: they take longest, and one that came last would have the machine to
 * itself while the other workers have gone. Vitest knows how long each took only after a first run.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  const group = project.config.sequence.groupOrder;
  return 2 * group + (moduleId.startsWith(`${project.config.root}/test/`) ? 0 : 1);
}
