import { accept, type Result, refuse, type SealUseRequest, toHex } from '@hufu/contract';
import { ofType, type Scene } from './scene.ts';
import type { MachineStory } from './step-machine.ts';
import { verifyServerWord } from './verify-statement.ts';

/**
 * Every picture of the pack is one that a statement names, and the name of its file is its digest (which the manifest
 * step compared with its bytes). Missing ones are a reservation: pictures are deleted on schedule, proofs stay (I9).
 */
export function verifyPictures(
  scene: Scene,
  request: SealUseRequest,
  machine: MachineStory,
  serviceKeys: readonly Uint8Array[] = [],
): Result<{ pages: number; pictures: number }> {
  const pages = new Set(request.pages.map((p) => toHex(p.digest)));
  // Looks that led to nothing (the paper was moved) are named by the machine's own manifest of the job.
  const listed = new Set(machine.finish?.files.map((f) => toHex(f.digest)) ?? []);
  const present = { pages: new Set<string>(), pictures: new Set<string>() };
  for (const path of scene.files.keys()) {
    const [, folder, digest = ''] = /^(pages|pictures)\/([0-9a-f]{64})\./.exec(path) ?? [];
    if (folder !== 'pages' && folder !== 'pictures') continue;
    const isNamed = folder === 'pages' ? pages.has(digest) : machine.papers.has(digest) || listed.has(digest);
    if (!isNamed)
      return refuse('EVIDENCE_FILE_ALTERED', { path, problem: '没有声明提到它 / named by no statement' });
    present[folder].add(digest);
  }
  const absent = [
    ...[...pages].filter((d) => !present.pages.has(d)),
    ...[...machine.papers].filter((d) => !present.pictures.has(d)),
  ];
  const deleted = verifyDeletions(scene, serviceKeys);
  if (!deleted.ok) return deleted;
  reserveAbsent(scene, absent);
  return accept({ pages: present.pages.size, pictures: present.pictures.size });
}

/** A deletion excuses nothing unless the server that the verifier pins signed it; without a pin that is said. */
function verifyDeletions(scene: Scene, serviceKeys: readonly Uint8Array[]): Result<void> {
  const deletions = ofType(scene, 'deletion');
  if (deletions.length > 0 && serviceKeys.length === 0)
    scene.reservations.push({
      zh: '信任名单里没有服务器的钥匙，删除声明是谁签的无从核对。',
      en: 'The policy pins no key of the server: who signed the deletions cannot be told.',
    });
  if (serviceKeys.length === 0) return accept(undefined);
  for (const { filed } of deletions) {
    const verified = verifyServerWord(filed.signed, serviceKeys);
    if (!verified.ok) return { ...verified, context: { ...verified.context, path: filed.path } };
  }
  return accept(undefined);
}

/** Says of each absent picture by which rule and when it was deleted, where a logged `deletion` names it. */
function reserveAbsent(scene: Scene, absent: readonly string[]): void {
  const deletions = ofType(scene, 'deletion').map((d) => d.payload);
  const explained = new Set<string>();
  for (const { at, rule, digests } of deletions) {
    const named = new Set(digests.map(toHex));
    const own = absent.filter((d) => named.has(d));
    for (const digest of own) explained.add(digest);
    const day = new Date(at).toISOString().slice(0, 10);
    const [zh = rule, en = rule] = rule.split(' / ');
    if (own.length > 0)
      scene.reservations.push({
        zh: `有 ${own.length} 张图片已于 ${day} 按规则删除：${zh}；删除登记在日志里。`,
        en: `${own.length} pictures were deleted on ${day} under the rule: ${en}; the log has the deletion.`,
      });
  }
  const unexplained = absent.filter((d) => !explained.has(d)).length;
  if (unexplained > 0)
    scene.reservations.push({
      zh: `有 ${unexplained} 张图片不在包里（可能还没传完，或已按期删除）。`,
      en: `${unexplained} pictures are not in the pack (under way, or deleted on schedule).`,
    });
}

/** Counts agree: executed impressions are at most what was granted, and what the machine's end of the job says. */
export function verifyCounts(granted: number, machine: MachineStory): Result<number> {
  const executed = machine.executed.length;
  const contradicts = (problem: string) => refuse('EVIDENCE_CONTRADICTS', { problem });
  if (executed > granted)
    return contradicts(`授权 ${granted} 次，盖了 ${executed} 次 / more executed than granted`);
  const { finish } = machine;
  if (finish && (finish.executed !== executed || finish.granted !== granted))
    return contradicts(
      `办结记录说盖了 ${finish.executed} 次，实有 ${executed} 次 / the finish record counts otherwise`,
    );
  const listed = new Set(finish?.files.map((f) => toHex(f.digest)) ?? []);
  const unlisted = finish ? [...machine.papers].filter((d) => !listed.has(d)).length : 0;
  // Refused papers of earlier tries need not be on the list of the job that succeeded; frames of impressions must.
  if (finish && executed > 0 && listed.size === 0)
    return contradicts('办结清单是空的 / the finish manifest is empty');
  if (!finish && executed > 0)
    return refuse('EVIDENCE_INCOMPLETE', { problem: '缺办结记录 / the finish record is missing' });
  return accept(unlisted);
}
