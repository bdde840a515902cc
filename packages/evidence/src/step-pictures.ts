import { accept, type Result, refuse, type SealUseRequest, toHex } from '@hufu/contract';
import type { Scene } from './scene.ts';
import type { MachineStory } from './step-machine.ts';

/**
 * Every picture of the pack is one that a statement names, and the name of its file is its digest (which the manifest
 * step compared with its bytes). Missing ones are a reservation: pictures are deleted on schedule, proofs stay (I9).
 */
export function verifyPictures(
  scene: Scene,
  request: SealUseRequest,
  machine: MachineStory,
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
  const missing = [...pages].filter((d) => !present.pages.has(d)).length;
  const missingPapers = [...machine.papers].filter((d) => !present.pictures.has(d)).length;
  if (missing + missingPapers > 0)
    scene.reservations.push({
      zh: `有 ${missing + missingPapers} 张图片不在包里（可能还没传完，或已按期删除）。`,
      en: `${missing + missingPapers} pictures are not in the pack (under way, or deleted on schedule).`,
    });
  return accept({ pages: present.pages.size, pictures: present.pictures.size });
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
