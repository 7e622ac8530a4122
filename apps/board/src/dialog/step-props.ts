import type { ShownTicket } from '../commands/queued-command.ts';
import type { Printer } from '../features/printing/printer.ts';
import type { Workbench } from '../work/workbench.ts';

/** What each question about an order is given. */
export type StepProps = { ticket: ShownTicket; work: Workbench; printer: Pick<Printer, 'print'> };
