import { hash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from '../scripts/root.ts';

// A database that has run a migration never runs it again: whoever edits one that is on the main branch makes two kinds of
// databases, and each service that meets the other kind refuses to start. Add a line for a new one; change no line.
const landed = new Map([
  ['apps/store/src/db/migrations/001-orders.sql', '303022a997d7c0d7'],
  ['apps/store/src/db/migrations/002-order-keys.sql', 'eec53d97c86df132'],
  ['apps/store/src/db/migrations/003-canonical-version.sql', 'b51ae3eaa68d8237'],
  ['apps/store/src/db/migrations/004-callers.sql', 'd82e1023df8fad76'],
  ['apps/store/src/db/migrations/005-keys.sql', 'e9373336e7b10587'],
  ['apps/store/src/db/migrations/006-forget.sql', 'a0943a089873f985'],
  ['apps/store/src/db/migrations/007-conflicts.sql', '2cf547302e382fde'],
  ['apps/tickets/src/db/migrations/001-tickets.sql', 'de4c6c4b8edbafa9'],
  ['apps/tickets/src/db/migrations/002-work.sql', '30bcf80d9a39f87e'],
  ['apps/tickets/src/db/migrations/003-people.sql', '4fa7b098533b235b'],
  ['apps/tickets/src/db/migrations/004-prints.sql', 'c6660f4f211c3302'],
  ['apps/tickets/src/db/migrations/005-search-phone-digits.sql', '0ee1ff4560db52c7'],
  ['apps/tickets/src/db/migrations/006-summary.sql', '5dd6eba3913f8b79'],
  ['apps/tickets/src/db/migrations/007-board-settings.sql', '7c7f415cb0440994'],
  ['apps/tickets/src/db/migrations/008-search-index.sql', 'f6b5a69b3f7c8fd0'],
  ['apps/tickets/src/db/migrations/009-search-runs.sql', '4058518fef317918'],
  ['apps/tickets/src/db/migrations/010-slim-tickets.sql', 'd6a6a983fd30830d'],
  ['apps/tickets/src/db/migrations/011-canonical-version.sql', '74d449f5ef6ea7ed'],
  ['apps/tickets/src/db/migrations/012-keys.sql', 'a6d3daa7d6e8f0c1'],
  ['apps/tickets/src/db/migrations/013-audit.sql', 'f2fcd5aeec3a2c9a'],
  ['apps/tickets/src/db/migrations/014-tv-devices.sql', 'c034911a5c5416f3'],
  ['apps/tickets/src/db/migrations/015-forget.sql', '559bd3b0096323ac'],
  ['apps/tickets/src/db/migrations/016-accounts.sql', 'ea3d768cb9ab87de'],
  ['apps/tickets/src/db/migrations/017-second-factor.sql', 'a44fe8c3f54c8317'],
  ['apps/tickets/src/db/migrations/018-search-folding.sql', 'e997561e98f8608f'],
  ['apps/tickets/src/db/migrations/019-stores.sql', '530bfa051d7be456'],
  ['apps/tickets/src/db/migrations/020-arrival.sql', 'f8750d241a4058ac'],
  ['packages/outbox/src/sqlite/migrations/001-deliveries.sql', '5a4ac31329ae3011'],
  ['packages/outbox/src/sqlite/migrations/002-not-before.sql', '01654a0f5cd2b251'],
  ['packages/outbox/src/sqlite/migrations/003-sender.sql', '9c98fb9b9007ffa7'],
  ['packages/outbox/src/sqlite/migrations/004-time.sql', '5b06bc368c9c67bc'],
]);

const fingerprint = (file: string) => hash('sha256', readFileSync(`${root}/${file}`)).slice(0, 16);

it('leaves each migration as it was when it landed', () => {
  const places = ['apps/*/src/db/migrations/*.sql', 'packages/*/src/sqlite/migrations/*.sql'];
  const found = globSync(places, { cwd: root }).map((file): [string, string] => [file, fingerprint(file)]);
  expect(new Map(found.sort())).toEqual(landed);
});
