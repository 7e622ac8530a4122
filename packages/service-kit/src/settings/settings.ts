import type { z } from 'zod';

/** The text of every variable, as in `process.env`. */
export type Env = Record<string, string | undefined>;

/** One unusable variable. The message is for operators and never contains the value. */
export type SettingProblem = { variable: string; message: string };

/** Settings that do not allow a start. `message` names every bad variable, one per line. */
export class SettingsError extends Error {
  readonly code = 'settings-invalid';
  readonly problems: SettingProblem[];

  constructor(problems: SettingProblem[]) {
    super(
      `cannot start, these settings need attention:\n${problems.map((p) => `  ${p.variable}: ${p.message}`).join('\n')}`,
    );
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/**
 * Parses settings from the environment. A variable that is empty or only white space counts as unset.
 *
 * @param options.requiredInProduction variables whose default is only for development
 * @throws SettingsError that names all bad and missing variables at once
 */
export function parseSettings<S extends z.ZodType>(
  schema: S,
  env: Env,
  options: { requiredInProduction?: string[] } = {},
): z.infer<S> {
  const present = setVariables(env);
  const result = schema.safeParse(present);
  const required = present.NODE_ENV === 'production' ? (options.requiredInProduction ?? []) : [];
  const problems = required
    .filter((variable) => present[variable] === undefined)
    .map((variable) => ({ variable, message: 'is required in production' }));
  if (!result.success) problems.push(...describeIssues(result.error.issues, present));
  if (!result.success || problems.length > 0) throw new SettingsError(onePerVariable(problems));
  return result.data;
}

function setVariables(env: Env): Record<string, string> {
  const entries = Object.entries(env).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

function describeIssues(issues: z.core.$ZodIssue[], present: Record<string, string>): SettingProblem[] {
  return issues.map((issue) => {
    const variable = String(issue.path[0] ?? 'environment');
    const missing = issue.code === 'invalid_type' && present[variable] === undefined;
    return { variable, message: missing ? 'is required' : issue.message };
  });
}

function onePerVariable(problems: SettingProblem[]): SettingProblem[] {
  return [
    ...new Map(problems.toReversed().map((problem) => [problem.variable, problem])).values(),
  ].toReversed();
}
