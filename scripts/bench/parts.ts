import type { Part } from './row.ts';
import { measureBacklog } from './rows/backlog.ts';
import { measureBatch } from './rows/batch.ts';
import { measureFanOut } from './rows/fan-out.ts';
import { measureFootprint } from './rows/footprint.ts';
import { measureIngest } from './rows/ingest.ts';
import { measureLatency } from './rows/latency.ts';
import { measureReconnect } from './rows/reconnect.ts';
import { measureRelay } from './rows/relay.ts';
import { measureStored } from './rows/stored.ts';

/** The parts of the table, in the order in which they run. */
export const parts: Record<string, Part> = {
  ingest: measureIngest,
  batch: measureBatch,
  relay: measureRelay,
  latency: measureLatency,
  fanout: measureFanOut,
  reconnect: measureReconnect,
  backlog: measureBacklog,
  footprint: measureFootprint,
  stored: measureStored,
};
