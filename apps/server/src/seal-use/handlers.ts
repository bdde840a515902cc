import { approveRequest } from './approve-request.ts';
import { checkMatter } from './check-matter.ts';
import { fileRequest } from './file-request.ts';
import { getFilingForm } from './get-filing-form.ts';
import { getRequest } from './get-request.ts';
import { listRequests } from './list-requests.ts';
import { overruleUnsure } from './overrule-unsure.ts';
import { recordReading } from './record-reading.ts';
import { rejectRequest } from './reject-request.ts';
import { remindApprover } from './remind-approver.ts';
import { reviewRequest } from './review-request.ts';
import { voidImpression } from './void-impression.ts';
import { withdrawRequest } from './withdraw-request.ts';

/** Operations of the area `sealUse`. */
export const sealUseHandlers = [
  getFilingForm,
  checkMatter,
  fileRequest,
  listRequests,
  getRequest,
  recordReading,
  reviewRequest,
  approveRequest,
  rejectRequest,
  withdrawRequest,
  overruleUnsure,
  voidImpression,
  remindApprover,
];
