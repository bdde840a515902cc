import { accept, type Result, type Roster, refuse } from '@hufu/contract';
import { fromBase64, type Policy, parsePolicy, parseSideVkey, quorumLines, type SideKey } from '@hufu/log';
import { decodeKey } from '@hufu/statement';
import { readCertificate, type TimestampCertificate } from './timestamp/certificate.ts';
import { type AlgorithmAges, defaultAges } from './timestamp/layers.ts';

/** What a verifier believes before it looks at any evidence. */
export interface TrustPolicy {
  readonly tlog: Policy;
  /** Digest of the first roster of each village, as posted with the assembly's resolution (hex). */
  readonly pins: ReadonlyMap<string, string>;
  /** Witnesses that run on the operator's own host: they prove nothing against it. */
  readonly sameHost: ReadonlySet<string>;
  /** Certificates whose time stamps are believed, an authority's own or one above it. */
  readonly timestampAnchors: readonly TimestampCertificate[];
  /** SM2 keys whose line every checkpoint must carry beside the log's Ed25519 one. */
  readonly sm2Keys: readonly SideKey[];
  /** COSE_Keys with which servers sign what they say themselves: deletions, alarms, findings, openings. */
  readonly serviceKeys: readonly Uint8Array[];
  /** Until when algorithms of time stamps are believed. */
  readonly ages: AlgorithmAges;
}

/**
 * Reads a policy file: c2sp.org/tlog-policy, and Hufu's own lines that others read as comments:
 * `#hufu-roster <village id> <digest of its first roster>`, `#hufu-same-host <witness>`,
 * `#hufu-timestamp-ca <base64 of a certificate in DER>`, `#hufu-log-sm2 <vkey>`, `#hufu-service-key <base64 of a COSE_Key>` and `#hufu-algorithm-until <algorithm> <yyyy-mm-dd>`.
 */
export function parseTrustPolicy(text: string): Result<TrustPolicy> {
  const tlog = parsePolicy(text);
  if (!tlog.ok) return tlog;
  const pins = new Map<string, string>();
  const sameHost = new Set<string>();
  const timestampAnchors: TimestampCertificate[] = [];
  const sm2Keys: SideKey[] = [];
  const serviceKeys: Uint8Array[] = [];
  const ages = new Map(defaultAges);
  for (const [i, line] of text.split('\n').entries()) {
    const [keyword = '', ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (!keyword.startsWith('#hufu-')) continue;
    const bad = (problem: string) => refuse('POLICY_MALFORMED', { line: i + 1, problem });
    const [first = '', second = ''] = items;
    switch (keyword) {
      case '#hufu-roster':
        if (items.length !== 2 || !/^[0-9a-f-]{36}$/.test(first) || !/^[0-9a-f]{64}$/.test(second))
          return bad('#hufu-roster <village> <digest> wanted');
        if (pins.has(first)) return bad('a village twice');
        pins.set(first, second);
        break;
      case '#hufu-same-host':
        if (items.length !== 1) return bad('#hufu-same-host <witness> wanted');
        sameHost.add(first);
        break;
      case '#hufu-timestamp-ca': {
        const der = items.length === 1 ? fromBase64(first) : undefined;
        const certificate = der && readCertificate(der);
        if (!certificate) return bad('#hufu-timestamp-ca <certificate> wanted');
        timestampAnchors.push(certificate);
        break;
      }
      case '#hufu-log-sm2': {
        const key = items.length === 1 ? parseSideVkey(first) : undefined;
        if (!key?.ok) return bad('#hufu-log-sm2 <vkey> wanted');
        sm2Keys.push(key.value);
        break;
      }
      case '#hufu-service-key': {
        const key = items.length === 1 ? fromBase64(first) : undefined;
        if (!key || !decodeKey(key).ok) return bad('#hufu-service-key <key> wanted');
        serviceKeys.push(key);
        break;
      }
      case '#hufu-algorithm-until': {
        const until = /^\d{4}-\d{2}-\d{2}$/.test(second) ? Date.parse(second) : Number.NaN;
        if (items.length !== 2 || !/^[a-z0-9]+$/.test(first) || Number.isNaN(until))
          return bad('#hufu-algorithm-until <algorithm> <date> wanted');
        ages.set(first, until);
        break;
      }
      default:
        return bad(`${keyword} is not known`);
    }
  }
  return accept({ tlog: tlog.value, pins, sameHost, timestampAnchors, sm2Keys, serviceKeys, ages });
}

/** The trust that a roster itself names: log and witnesses under its root holders' signatures. */
export function policyOfRoster(roster: Roster): Result<Policy> {
  const { log, witnesses } = roster;
  const lines = [`log ${log.vkey}`];
  for (const w of witnesses.all) lines.push(`witness ${w.name} ${w.vkey}`);
  lines.push(...quorumLines(witnesses.all, witnesses.k));
  return parsePolicy(`${lines.join('\n')}\n`);
}
