import type { Migration } from 'kysely/migration';
import * as foundation from './0001-foundation.ts';
import * as machineSide from './0002-machine-side.ts';
import * as serviceOrders from './0003-service-orders.ts';
import * as timestamps from './0004-timestamps.ts';
import * as retention from './0005-retention.ts';
import * as emergency from './0006-emergency.ts';
import * as paperLookup from './0007-paper-lookup.ts';
import * as sealedPhotos from './0008-sealed-photos.ts';
import * as fleet from './0009-fleet.ts';
import * as seams from './0010-seams.ts';
import * as rollOut from './0011-roll-out.ts';

/** Every migration in order; append-only. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-foundation': foundation,
  '0002-machine-side': machineSide,
  '0003-service-orders': serviceOrders,
  '0004-timestamps': timestamps,
  '0005-retention': retention,
  '0006-emergency': emergency,
  '0007-paper-lookup': paperLookup,
  '0008-sealed-photos': sealedPhotos,
  '0009-fleet': fleet,
  '0010-seams': seams,
  '0011-roll-out': rollOut,
};
