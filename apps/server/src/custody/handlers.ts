import { getRoster } from './get-roster.ts';
import { orderService } from './order-service.ts';
import { publishRoster } from './publish-roster.ts';
import { recordCustody } from './record-custody.ts';
import { revoke } from './revoke.ts';

/** Operations of the area `custody`. */
export const custodyHandlers = [recordCustody, publishRoster, revoke, orderService, getRoster];
