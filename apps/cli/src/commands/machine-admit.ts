import { type ClaimView, HufuError } from '@hufu/contract';
import { type ActorSession, signIn } from '../actors/session.ts';
import { askSecret } from '../service/ask-secret.ts';

/** Which server, and as whom: an account with the role of a maintainer. */
export interface MaintainerOptions {
  readonly server: string;
  readonly login: string;
  readonly passwordFile?: string;
}

/** Signs a maintainer in; the password comes from a file, the environment or the terminal. */
export async function signInMaintainer(options: MaintainerOptions): Promise<ActorSession> {
  const { server, login, passwordFile: file } = options;
  const label = `${login} 密码 password`;
  const password = await askSecret({ label, file, variable: 'HUFU_PASSWORD', option: '--password-file' });
  return await signIn(server, login, password);
}

/** `hufu machine claims`: machines that ask for their place. */
export async function claims(options: MaintainerOptions): Promise<void> {
  const { api } = await signInMaintainer(options);
  const { items } = await api.maintenance.listClaims();
  if (items.length === 0) console.log('没有机器在等 nobody waits');
  for (const item of items) console.log(lineOf(item));
}

/** `hufu machine admit --server`: types in what stands on the machine's screen; the certificate goes back by itself. */
export async function admitAtServer(
  options: MaintainerOptions & { readonly code: string; readonly serial?: string },
): Promise<void> {
  const { api } = await signInMaintainer(options);
  const { items } = await api.maintenance.listClaims();
  const waiting = items.filter(
    (c) => c.state === 'waiting' && (options.serial === undefined || c.serial === options.serial),
  );
  const [claim] = waiting;
  // Of two that wait nobody should guess which one stands before him.
  if (!claim || waiting.length > 1) {
    for (const item of waiting) console.error(lineOf(item));
    throw new HufuError('OPTION_INVALID', {
      context: { option: '--serial', value: options.serial ?? `${waiting.length}` },
    });
  }
  const admitted = await api.maintenance.provisionMachine({
    claim: claim.id,
    code: options.code.replaceAll(' ', ''),
  });
  console.log(`✓ ${lineOf(admitted)}`);
  console.log('名册里登记 for the roster, which the root holders sign:');
  console.log(`  pressKey ${admitted.pressKey}`);
  console.log(`  agentKey ${admitted.agentKey}`);
}

const states = { waiting: '等待 waiting', admitted: '已开通 admitted', closed: '已作废 closed' } as const;

function lineOf(c: ClaimView): string {
  return `${c.serial}  ${states[c.state]}  ${c.machine.slice(0, 16)}…  ${new Date(c.at).toISOString()}`;
}
