import { accept, type Result, refuse, toHex } from '@hufu/contract';
import { KEY_TYPE, type NoteKey, parseVkey } from './note-key.ts';
import { fromUtf8, utf8 } from './text.ts';

/** A witness or a group of the policy; `members` are positions in `Policy.nodes`. */
export type PolicyNode =
  | {
      readonly kind: 'witness';
      readonly name: string;
      readonly key: NoteKey;
      readonly url: string | undefined;
    }
  | {
      readonly kind: 'group';
      readonly name: string;
      readonly threshold: number;
      readonly members: readonly number[];
    };

/** Which checkpoints are believed (c2sp.org/tlog-policy). */
export interface Policy {
  readonly logs: readonly { readonly key: NoteKey; readonly url: string | undefined }[];
  /** In the order of the file, so a group's members always come before it. */
  readonly nodes: readonly PolicyNode[];
  /** Position in `nodes`, or 'none'. */
  readonly quorum: number | 'none';
}

/** The policy's witnesses. */
export function policyWitnesses(policy: Policy): (PolicyNode & { kind: 'witness' })[] {
  return policy.nodes.filter((node) => node.kind === 'witness');
}

/** Reads a policy file. Names are opaque octets, so the syntax is read byte by byte, not as Unicode. */
export function parsePolicy(input: Uint8Array | string): Result<Policy> {
  const bytes = typeof input === 'string' ? utf8(input) : input;
  const building: Building = {
    logs: [],
    nodes: [],
    names: new Map(),
    taken: new Set(),
    keys: new Set(),
    quorum: undefined,
  };
  // One character for one octet, so that splitting and comparing see octets.
  let octets = '';
  for (let i = 0; i < bytes.length; i += 0x8000)
    octets += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  if (octets !== '' && !octets.endsWith('\n')) {
    return refuse('POLICY_MALFORMED', { line: octets.split('\n').length, problem: 'no newline at the end' });
  }
  for (const [i, line] of octets.split('\n').entries()) {
    const problem = readLine(building, line);
    if (problem !== undefined) return refuse('POLICY_MALFORMED', { line: i + 1, problem });
  }
  const { logs, nodes, quorum } = building;
  if (quorum === undefined) return refuse('POLICY_MALFORMED', { line: 0, problem: 'no quorum line' });
  return accept({ logs, nodes, quorum });
}

interface Building {
  logs: { key: NoteKey; url: string | undefined }[];
  nodes: PolicyNode[];
  /** Octets of a name -> position in nodes. */
  names: Map<string, number>;
  /** Names that already are a member of a group: each may be one only once. */
  taken: Set<string>;
  /** Public keys in use, 'log:hex' and 'witness:hex'. */
  keys: Set<string>;
  quorum: number | 'none' | undefined;
}

/** Adds one line; says what is wrong with it, if anything. */
function readLine(policy: Building, line: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) return 'a control character';
  const items = line.split(/[ \t]+/).filter((item) => item !== '');
  const [keyword, ...rest] = items;
  if (keyword === undefined || keyword.startsWith('#')) return undefined;
  switch (keyword) {
    case 'log':
      return readLog(policy, rest);
    case 'witness':
      return readWitness(policy, rest);
    case 'group':
      return readGroup(policy, rest);
    case 'quorum':
      return readQuorum(policy, rest);
    default:
      return 'not a log, witness, group or quorum line';
  }
}

function readLog(policy: Building, [vkey, url, ...more]: string[]): string | undefined {
  if (vkey === undefined || more.length > 0) return 'log <vkey> [<url>] wanted';
  const key = readKey(policy, 'log', KEY_TYPE.ed25519, vkey);
  if (typeof key === 'string') return key;
  policy.logs.push({ key, url: url === undefined ? undefined : display(url) });
  return undefined;
}

function readWitness(policy: Building, [name, vkey, url, ...more]: string[]): string | undefined {
  if (name === undefined || vkey === undefined || more.length > 0)
    return 'witness <name> <vkey> [<url>] wanted';
  const key = readKey(policy, 'witness', KEY_TYPE.cosignature, vkey);
  if (typeof key === 'string') return key;
  return addNode(policy, name, {
    kind: 'witness',
    name: display(name),
    key,
    url: url === undefined ? undefined : display(url),
  });
}

function readGroup(policy: Building, [name, rule, ...members]: string[]): string | undefined {
  if (name === undefined || rule === undefined || members.length === 0)
    return 'group <name> <k> <name>... wanted';
  const threshold =
    rule === 'all' ? members.length : rule === 'any' ? 1 : /^[1-9][0-9]{0,8}$/.test(rule) ? Number(rule) : 0;
  if (threshold < 1 || threshold > members.length)
    return 'the threshold is not between 1 and the number of members';
  const positions: number[] = [];
  for (const member of members) {
    const position = policy.names.get(member);
    if (position === undefined) return `${display(member)} is not defined above`;
    if (policy.taken.has(member)) return `${display(member)} is a member twice`;
    policy.taken.add(member);
    positions.push(position);
  }
  return addNode(policy, name, { kind: 'group', name: display(name), threshold, members: positions });
}

function readQuorum(policy: Building, [name, ...more]: string[]): string | undefined {
  if (name === undefined || more.length > 0) return 'quorum <name> wanted';
  if (policy.quorum !== undefined) return 'a second quorum line';
  const position = name === 'none' ? 'none' : policy.names.get(name);
  if (position === undefined) return `${display(name)} is not defined above`;
  policy.quorum = position;
  return undefined;
}

function addNode(policy: Building, name: string, node: PolicyNode): string | undefined {
  if (name === 'none') return 'none is not a name';
  if (policy.names.has(name)) return `${display(name)} is defined twice`;
  policy.names.set(name, policy.nodes.length);
  policy.nodes.push(node);
  return undefined;
}

/**
 * A key of the right type that no other line has, whatever its name; or what is wrong. A log that cosigns for itself
 * under another name is no witness.
 */
function readKey(policy: Building, kind: 'log' | 'witness', type: number, vkey: string): NoteKey | string {
  const parsed = parseVkey(display(vkey));
  if (!parsed.ok) return `bad vkey: ${String(parsed.context.problem)}`;
  if (parsed.value.type !== type) return `a ${kind} has a key of type ${type}`;
  const hex = toHex(parsed.value.publicKey);
  const id = `${kind}:${hex}`;
  if (policy.keys.has(id)) return `a second ${kind} with the same key`;
  if (policy.keys.has(`${kind === 'log' ? 'witness' : 'log'}:${hex}`)) return 'a log is its own witness';
  policy.keys.add(id);
  return parsed.value;
}

/** Octets as a person reads them: UTF-8 where it is, else one character for each octet. */
function display(octets: string): string {
  return fromUtf8(Uint8Array.from(octets, (c) => c.charCodeAt(0))) ?? octets;
}
