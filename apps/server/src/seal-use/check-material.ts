import { accept, type PageView, type Result, refuse, type SealUseRequest, toHex } from '@hufu/contract';

/** Whether a request names pages of its own material only, each with its true size. What may be stamped, the rules say. */
export function checkMaterial(request: SealUseRequest, pages: readonly PageView[]): Result<void> {
  for (const [n, page] of request.pages.entries()) {
    const held = pages.find((p) => p.digest === toHex(page.digest));
    if (!held) return inconsistent(`第 ${n + 1} 页不在上传的材料里 / page ${n + 1} is not in the material`);
    if (held.widthPx !== page.widthPx || held.heightPx !== page.heightPx || held.source !== page.source)
      return inconsistent(`第 ${n + 1} 页的尺寸不符 / page ${n + 1} has another size`);
  }
  for (const { place, pages: stamped } of request.impressions)
    if (place && !stamped.includes(place.page))
      return inconsistent('盖章位置不在盖章页上 / place on another page');
  if (request.zones.some((z) => z.page >= request.pages.length))
    return inconsistent('允许改动区不在材料里 / zone on no page');
  return accept(undefined);
}

function inconsistent(problem: string) {
  return refuse('REQUEST_INCONSISTENT', { problem });
}
