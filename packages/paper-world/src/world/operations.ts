import { photograph } from '../camera/photograph.ts';
import { photographOfScreen } from '../camera/photograph-of-screen.ts';
import { alter } from '../paper/alter.ts';
import { villagePaper } from '../paper/village-paper.ts';
import { personPhoto } from '../person/person-photo.ts';
import { drawCase } from '../sets/draw-case.ts';
import { handwrite } from '../sheet/handwrite.ts';
import { press } from '../sheet/press.ts';
import { seal } from '../sheet/seal.ts';
import { blankSheet, sheetFromPage } from '../sheet/sheet.ts';

/** Everything a worker of the world can be asked to do; each takes and gives plain data. */
export const operations = {
  villagePaper,
  alter,
  seal,
  sheetFromPage,
  blankSheet,
  press,
  handwrite,
  photograph,
  photographOfScreen,
  personPhoto,
  drawCase,
};

/** The name of an operation. */
export type OperationName = keyof typeof operations;

/** What travels to the worker and back. */
export type Order = { id: number; name: OperationName; args: unknown[] };
export type Answer = { id: number; value: unknown } | { id: number; fault: unknown };
