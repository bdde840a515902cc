import {
  fromBase64url,
  HufuError,
  kioskHttp,
  type Result,
  refuse,
  type ServiceView,
  sameBytes,
  toHex,
  zServiceOrder,
} from '@hufu/contract';
import { thumbprint } from '@hufu/statement';
import type { FastifyInstance } from 'fastify';
import type { JobContext } from './job/job-context.ts';
import { rosterOf } from './job/job-context.ts';
import { lockOf } from './kiosk-state.ts';

/** What the machine makes of orders of service people. */
export interface ServiceOrders {
  /** What the next order has to be signed over; empty while the controller cannot be reached. */
  readonly nonce: () => string;
  readonly obey: (cose: Uint8Array) => Promise<Result<string>>;
}

/**
 * Lets service people bring their order to the machine itself: a machine that is locked may have no network. The order proves
 * itself by the threshold's signatures over the controller's nonce, so the door needs no other key than loopback.
 */
export function serveService(app: FastifyInstance, context: JobContext, service: ServiceOrders): void {
  const view = () => serviceView(context, service.nonce());
  app.get(kioskHttp.service, async () => view());
  app.post(kioskHttp.service, async (request, reply) => {
    const order = zServiceOrder.safeParse(request.body);
    if (!order.success) return reply.code(400).send({ code: 'STATEMENT_MALFORMED' });
    const obeyed = await carryOut(order.data.statement, service.obey);
    if (!obeyed.ok)
      return reply.code(409).send({ code: obeyed.code, context: obeyed.context, state: view() });
    return view();
  });
}

async function carryOut(statement: string, obey: ServiceOrders['obey']) {
  let cose: Uint8Array;
  try {
    cose = fromBase64url(statement);
  } catch {
    // Whatever was typed or torn: it is no statement, and nothing of it is believed.
    return refuse('STATEMENT_MALFORMED', { problem: 'base64url' });
  }
  try {
    return await obey(cose);
  } catch (error) {
    if (error instanceof HufuError && error.code.startsWith('PRESS_LINK')) return refuse('PRESS_LINK_CLOSED');
    throw error;
  }
}

function serviceView(context: JobContext, nonce: string): ServiceView {
  const roster = rosterOf(context);
  const machine = roster.machines.find((m) => sameBytes(thumbprint(m.pressKey), context.machine));
  const { status } = context.press;
  return {
    machine: toHex(context.machine),
    name: machine?.name ?? '',
    village: roster.village,
    lock: lockOf(context),
    mode: status?.mode ?? null,
    reason: status?.quarantine ?? context.notebook.memory.lock.reason,
    nonce: status ? nonce : '',
  };
}
