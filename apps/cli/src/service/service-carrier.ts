import {
  HufuError,
  isErrorCode,
  kioskHttp,
  type MachineView,
  type ServiceView,
  toBase64url,
  zServiceView,
} from '@hufu/contract';
import { z } from 'zod';
import { signIn } from '../actors/session.ts';

/** Brings an order to its machine: over the loopback door on the spot, or by the server. Neither is believed. */
export interface ServiceCarrier {
  /** How the machine stands, and the nonce that an order must bind. */
  view(): Promise<ServiceView>;
  /** How the machine stands after the order, or null while it is still on its way. */
  send(cose: Uint8Array): Promise<ServiceView | null>;
}

const zRefused = z.object({ code: z.string(), context: z.record(z.string(), z.unknown()).default({}) });

/** The door of the agent itself: works without any network. */
export function agentCarrier(agentUrl: string): ServiceCarrier {
  const url = new URL(kioskHttp.service, agentUrl).href;
  async function ask(init?: RequestInit): Promise<ServiceView> {
    let reply: Response;
    try {
      reply = await fetch(url, init);
    } catch (cause) {
      throw new HufuError('AGENT_UNREACHABLE', { cause, context: { url: agentUrl } });
    }
    const body: unknown = await reply.json().catch(() => undefined);
    if (reply.ok) return zServiceView.parse(body);
    const refused = zRefused.safeParse(body);
    if (refused.success && isErrorCode(refused.data.code))
      throw new HufuError(refused.data.code, { context: refused.data.context });
    throw new HufuError('AGENT_UNREACHABLE', { context: { url: agentUrl } });
  }
  return {
    view: () => ask(),
    send: (cose) =>
      ask({
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ statement: toBase64url(cose) }),
      }),
  };
}

/** The server, with whichever account of the village: it only carries. */
export async function serverCarrier(of: {
  readonly server: string;
  readonly login: string;
  readonly password: string;
  /** Name or thumbprint; may be left out where the account sees one machine only. */
  readonly machine?: string;
}): Promise<ServiceCarrier> {
  const { api } = await signIn(of.server, of.login, of.password);
  async function view(): Promise<ServiceView> {
    const { items } = await api.supervision.listMachines();
    const wanted = items.filter(
      (m) => of.machine === undefined || m.name === of.machine || m.thumbprint === of.machine,
    );
    const [machine] = wanted;
    if (!machine || wanted.length > 1)
      throw new HufuError('MACHINE_UNKNOWN', {
        context: { machine: of.machine ?? items.map((m) => m.name).join('、') },
      });
    return viewOf(machine);
  }
  return {
    view,
    async send(cose) {
      await api.custody.orderService({ statement: toBase64url(cose) });
      return null;
    },
  };
}

/** What the server last heard. Whether the tamper latch is behind a quarantine, it does not know. */
function viewOf(m: MachineView): ServiceView {
  return {
    machine: m.thumbprint,
    name: m.name,
    village: m.village.id,
    lock: m.state === 'online' || m.state === 'offline' ? 'ready' : m.state,
    mode: null,
    reason: m.lockDown?.reason ?? '',
    nonce: m.serviceNonce ?? '',
  };
}
