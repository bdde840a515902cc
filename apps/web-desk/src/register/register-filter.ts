import { type Phase, zId, zPhase } from '@hufu/contract';

/** What the register is filtered by. */
export interface RegisterFilter {
  readonly village?: string;
  readonly from?: number;
  readonly to?: number;
  readonly matter?: string;
  readonly seal?: string;
  readonly phase?: Phase;
  readonly text?: string;
}

/** Officials count days in the time of their office. */
const zone = '+08:00';
const dayMs = 86_400_000;

/** Reads the filter out of the address; what makes no sense there filters nothing. The last day counts whole. */
export function filterOf(query: Readonly<Record<string, string>>): RegisterFilter {
  const day = (text: string | undefined) => {
    const at = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? Date.parse(`${text}T00:00:00${zone}`) : Number.NaN;
    return Number.isNaN(at) ? undefined : at;
  };
  const from = day(query.from);
  const to = day(query.to);
  const phase = zPhase.safeParse(query.phase);
  const id = (text: string | undefined) => (zId.safeParse(text).success ? text : undefined);
  const village = id(query.village);
  const seal = id(query.seal);
  return {
    ...(village ? { village } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to: to + dayMs - 1 }),
    ...(query.matter ? { matter: query.matter.slice(0, 60) } : {}),
    ...(seal ? { seal } : {}),
    ...(phase.success ? { phase: phase.data } : {}),
    ...(query.text?.trim() ? { text: query.text.trim().slice(0, 100) } : {}),
  };
}
