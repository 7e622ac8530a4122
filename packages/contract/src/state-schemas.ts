import { z } from 'zod';
import { priorities, states } from './states.ts';

export const stateSchema = z.enum(states, `debe ser uno de: ${states.join(', ')}`);
export const prioritySchema = z.enum(priorities, `debe ser una de: ${priorities.join(', ')}`);
