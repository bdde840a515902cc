import {
  accept,
  type MatterView,
  type PageView,
  type Result,
  type Roster,
  refuse,
  type SealUseRequest,
  toHex,
} from '@hufu/contract';
import { approversNeeded } from '@hufu/statement';
import { findForbidden } from './negative-list.ts';

/** What a request is held against when it is filed. */
export interface FilingFacts {
  readonly roster: Roster;
  /** The matter in the version that the request names. */
  readonly matter: MatterView | undefined;
  readonly now: number;
  /** Pages of the material handed in with it. */
  readonly pages: readonly PageView[];
}

/** Whether a request may be filed; answers with the number of approvers it needs. */
export function checkFiling(
  request: SealUseRequest,
  facts: FilingFacts,
): Result<{ approversNeeded: number }> {
  const { matter, roster, now } = facts;
  // The list first: who asks for what no village may certify is told where to go, not that a form is incomplete.
  const forbidden = findForbidden(request.matter.name, request.purpose);
  if (forbidden)
    return refuse('MATTER_FORBIDDEN', {
      no: forbidden.no,
      name: forbidden.name,
      basis: forbidden.basis,
      goInstead: forbidden.goInstead.zh,
      goInsteadEn: forbidden.goInstead.en,
    });
  const inForce =
    matter && matter.validFrom <= now && (matter.validTo === null || matter.validTo > now)
      ? matter
      : undefined;
  if (!inForce || inForce.name !== request.matter.name || inForce.major !== request.matter.major)
    return refuse('MATTER_CHANGED', { name: request.matter.name, version: request.matter.version });
  if (inForce.major && !request.resolution.trim())
    return refuse('RESOLUTION_MISSING', { name: inForce.name });
  const problem =
    pageProblem(request, facts.pages) ??
    sealProblem(request, roster, inForce) ??
    stamperProblem(request, roster);
  if (problem) return refuse('REQUEST_INCONSISTENT', { problem });
  const needed = Math.max(
    inForce.approvers,
    approversNeeded({ matter: request.matter, mode: 'normal' }, roster),
  );
  const able = possibleApprovers(request, roster, now);
  if (able.length < needed)
    return refuse('DUTIES_NOT_SEPARATED', {
      person: request.applicant.name,
      role: `申请人、填报人、盖章人或保管人；能审批的只有 ${able.length} 人，需要 ${needed} 人 / too few approvers are left`,
    });
  return accept({ approversNeeded: needed });
}

/** People who may approve a request: approvers who are none of the others concerned (I7). */
export function possibleApprovers(request: SealUseRequest, roster: Roster, now: number): string[] {
  const seals = request.impressions.map((i) => i.seal);
  const concerned = new Set([
    request.filer,
    request.stamper,
    request.applicant.person,
    ...roster.seals.filter((s) => seals.includes(s.id)).map((s) => s.custodian),
  ]);
  return roster.people
    .filter(
      (p) => p.roles.includes('approver') && !concerned.has(p.id) && (p.until === null || p.until > now),
    )
    .map((p) => p.id);
}

/** The request names exactly the pages that were handed in, in any order, each with its true size. */
function pageProblem(request: SealUseRequest, pages: readonly PageView[]): string | undefined {
  for (const [n, page] of request.pages.entries()) {
    const held = pages.find((p) => p.digest === toHex(page.digest));
    if (!held) return `第 ${n + 1} 页不在上传的材料里 / page ${n + 1} is not in the material`;
    if (held.widthPx !== page.widthPx || held.heightPx !== page.heightPx || held.source !== page.source)
      return `第 ${n + 1} 页的尺寸不符 / size of page ${n + 1}`;
  }
  for (const item of request.impressions) {
    if (item.pages.some((p) => p >= request.pages.length)) return '盖章页不存在 / no such page to stamp';
    if (new Set(item.pages).size !== item.pages.length) return '同一页列了两次 / a page twice';
    if (item.place && !item.pages.includes(item.place.page))
      return '盖章位置不在盖章页上 / place on another page';
  }
  if (request.zones.some((z) => z.page >= request.pages.length))
    return '允许改动区不在材料里 / zone on no page';
  return undefined;
}

function sealProblem(request: SealUseRequest, roster: Roster, matter: MatterView): string | undefined {
  for (const item of request.impressions) {
    const seal = roster.seals.find((s) => s.id === item.seal);
    if (seal?.state !== 'active') return `印章不可用：${seal?.name ?? item.seal} / the seal is not in use`;
    if (matter.seals.length > 0 && !matter.seals.includes(seal.kind))
      return `“${matter.name}”不能用${seal.name} / not a seal of this matter`;
  }
  return undefined;
}

function stamperProblem(request: SealUseRequest, roster: Roster): string | undefined {
  const stamper = roster.people.find((p) => p.id === request.stamper);
  const may = stamper && (stamper.roles.includes('stamper') || stamper.roles.includes('custodian'));
  return may ? undefined : '盖章人不在名册里 / the stamper is not in the roster';
}
