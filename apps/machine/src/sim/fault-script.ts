import { z } from 'zod';

/** Moments of a press as the simulated mechanism lives through them. */
export const scriptSteps = [
  'press.select',
  'press.unlock',
  'press.descend',
  'press.zone',
  'press.contact',
  'press.retract',
  'press.lock',
] as const;
export type ScriptStep = (typeof scriptSteps)[number];

/** What can be injected, by component. */
const kinds = {
  power: ['cut'],
  motor: ['jam'],
  stamp: ['slip'],
  paper: ['swap', 'remove', 'move'],
  lid: ['open', 'close'],
  case: ['open'],
  camera: ['freeze', 'dark', 'replay', 'recover'],
  ink: ['level'],
  person: ['leave', 'come'],
  network: ['cut', 'restore', 'slow', 'lossy', 'halfOpen', 'double', 'reorder'],
} as const;
export type ScriptComponent = keyof typeof kinds;

/** One line of a fault script, understood. */
export interface ScriptLine {
  readonly step: ScriptStep;
  /** The n-th time that this step comes, counted from 1. */
  readonly nth: number;
  readonly component: ScriptComponent;
  readonly type: string;
  readonly args: Readonly<Record<string, number | string>>;
}

const zArgs = z.record(z.string(), z.union([z.number(), z.string()]));

/**
 * Reads one line, or says what is wrong with it.
 * @example parseScriptLine('at press.contact inject power cut')
 * @example parseScriptLine('at press.descend#2 inject paper move {"dxMm":4}')
 */
export function parseScriptLine(text: string): ScriptLine | string {
  const match = /^at\s+([\w.]+)(?:#(\d+))?\s+inject\s+(\w+)\s+(\w+)\s*(\{.*\})?$/.exec(text.trim());
  if (!match) return 'at <step>[#n] inject <component> <type> [{…}]';
  const [, at = '', count, component = '', type = '', json] = match;
  const step = scriptSteps.find((s) => s === at);
  if (!step) return `no step ${at}: ${scriptSteps.join(' ')}`;
  if (!isComponent(component)) return `no component ${component}: ${Object.keys(kinds).join(' ')}`;
  const types: readonly string[] = kinds[component];
  if (!types.includes(type)) return `${component} has no ${type}: ${types.join(' ')}`;
  const args = argsOf(json);
  if (args === undefined) return `not an object of numbers and texts: ${json}`;
  const nth = count === undefined ? 1 : Number(count);
  return nth < 1 ? '#n counts from 1' : { step, nth, component, type, args };
}

/** The line as it is written. */
export function formatScriptLine({ step, nth, component, type, args }: ScriptLine): string {
  const json = Object.keys(args).length > 0 ? ` ${JSON.stringify(args)}` : '';
  return `at ${step}${nth > 1 ? `#${nth}` : ''} inject ${component} ${type}${json}`;
}

/**
 * A step came: which lines are due, and what is left of the script. A line that is due is gone before it is carried out, as a
 * power cut would otherwise find it again after the restart, for ever.
 */
export function takeDue(
  script: readonly ScriptLine[],
  step: ScriptStep,
): { readonly due: readonly ScriptLine[]; readonly left: readonly ScriptLine[] } {
  const due = script.filter((line) => line.step === step && line.nth === 1);
  const left = script
    .filter((line) => !due.includes(line))
    .map((line) => (line.step === step ? { ...line, nth: line.nth - 1 } : line));
  return { due, left };
}

function isComponent(name: string): name is ScriptComponent {
  return Object.hasOwn(kinds, name);
}

function argsOf(json: string | undefined): ScriptLine['args'] | undefined {
  if (json === undefined) return {};
  try {
    const parsed = zArgs.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Whatever was typed: it is no JSON, and the caller says so.
    return undefined;
  }
}
