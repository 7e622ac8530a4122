import type { ReadonlySignal } from '@preact/signals-core';
import type { Person } from '@relevo/contract';
import type { DeviceStorage } from './device/device-storage.ts';
import type { FeedLimit } from './feed/feed-limit.ts';
import type { FirstMinutes } from './first/first-minutes.ts';
import type { Overview } from './overview/overview.ts';
import type { Printer } from './print/printer.ts';
import type { Ring } from './ring/open-ring.ts';
import type { Router } from './route.ts';
import type { SessionKeeper } from './session/session.ts';
import type { ShopSettings } from './shop-settings/shop-settings.ts';
import type { Restored } from './sync/log-follower.ts';
import type { Clock } from './sync/ports.ts';
import type { ThemeChoice } from './theme/theme.ts';
import type { Updates } from './version/updates.ts';
import type { BoardView } from './view/board-view.ts';
import type { LanguageChoice } from './words/language-choice.ts';
import type { Workbench } from './work/workbench.ts';

/** All that the page is made of: `main.tsx` puts it together once, and each part takes from it what it needs. */
export type Shell = {
  clock: Clock;
  storage: DeviceStorage | null;
  session: SessionKeeper;
  router: Router;
  view: BoardView;
  overview: Overview;
  first: FirstMinutes;
  restored: Restored;
  limit: FeedLimit;
  shopSettings: ShopSettings;
  updates: Updates;
  theme: ThemeChoice;
  printer: Printer;
  /** Null until it is loaded. */
  ring: ReadonlySignal<Ring | null>;
  ringFailed: ReadonlySignal<boolean>;
  languageChoice: LanguageChoice;
  openWorkbench: (person: Person) => Workbench;
};
