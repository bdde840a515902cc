import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatScriptLine, parseScriptLine, type ScriptLine, scriptSteps, takeDue } from './fault-script.ts';

const read = (text: string): ScriptLine => {
  const line = parseScriptLine(text);
  if (typeof line === 'string') throw new Error(line);
  return line;
};

describe('a line of the fault script', () => {
  it('is read and written as people type it', () => {
    for (const text of [
      'at press.contact inject power cut',
      'at press.descend#2 inject paper move {"dxMm":4}',
      'at press.zone inject motor jam',
    ])
      expect(formatScriptLine(read(text))).toBe(text);
    expect(read('  at  press.lock inject  lid open ')).toMatchObject({
      step: 'press.lock',
      nth: 1,
      args: {},
    });
  });

  it.each([
    ['inject power cut', 'at <step>'],
    ['at press.nowhere inject power cut', 'no step'],
    ['at press.zone inject plutonium cut', 'no component'],
    ['at press.zone inject power surge', 'power has no surge'],
    ['at press.zone#0 inject power cut', 'counts from 1'],
    ['at press.zone inject ink level {"level":[]}', 'not an object'],
    ['at press.zone inject ink level {level}', 'not an object'],
  ])('"%s" is refused with what is wrong: %s', (text, problem) => {
    expect(parseScriptLine(text)).toContain(problem);
  });

  it('fires once, at its n-th step, whatever else is written beside it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ step: fc.constantFrom(...scriptSteps), nth: fc.integer({ min: 1, max: 4 }) }), {
          maxLength: 8,
        }),
        fc.array(fc.constantFrom(...scriptSteps), { maxLength: 40 }),
        (wanted, steps) => {
          const lines = wanted.map((w, id) => ({
            ...read('at press.zone inject ink level {"level":1}'),
            ...w,
            args: { id },
          }));
          let script: readonly ScriptLine[] = lines;
          const came = new Map<string, number>();
          const fired = new Map<unknown, number>();
          for (const step of steps) {
            const n = (came.get(step) ?? 0) + 1;
            came.set(step, n);
            const { due, left } = takeDue(script, step);
            script = left;
            for (const line of due) {
              expect(fired.has(line.args.id)).toBe(false);
              fired.set(line.args.id, n);
            }
          }
          for (const { step, nth, args } of lines)
            expect(fired.get(args.id)).toBe((came.get(step) ?? 0) >= nth ? nth : undefined);
        },
      ),
    );
  });
});
