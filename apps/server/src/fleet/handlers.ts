import type { CertificateAuthority } from '@hufu/messaging';
import type { Handler } from '../http/handler.ts';
import { getAdmission } from './get-admission.ts';
import { listClaims } from './list-claims.ts';
import { provisionMachine } from './provision-machine.ts';
import { publishRelease } from './publish-release.ts';
import { refuseClaim } from './refuse-claim.ts';
import { submitClaim } from './submit-claim.ts';

/** Operations of the area `maintenance`, over the authority of the machine link. */
export function fleetHandlers(ca: CertificateAuthority): readonly Handler[] {
  return [submitClaim(), getAdmission, listClaims, provisionMachine(ca), refuseClaim, publishRelease];
}
