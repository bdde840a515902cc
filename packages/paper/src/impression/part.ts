import { cropField } from '../image/crop.ts';
import { compose } from '../image/homography.ts';
import type { Box, Field } from '../image/raster.ts';
import { type Mapping, NODE_PX } from '../image/warp.ts';

/** A part of a page whose corner lies on a node of the displacement, and so on a cell of the brightness too. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Side of the cells in which brightness is kept. */
const CELL = 8;

/** The part of a page that holds a box and a margin around it. */
export function partAround(box: Box, margin: number, pageWidth: number, pageHeight: number): Part {
  const snap = (v: number) => Math.max(0, Math.floor((v - margin) / NODE_PX) * NODE_PX);
  const x = snap(box[0]);
  const y = snap(box[1]);
  const size = (from: number, to: number, end: number) =>
    Math.max(NODE_PX, Math.min(Math.ceil((to + margin - from) / NODE_PX) * NODE_PX, end - from));
  return {
    x,
    y,
    width: size(x, box[0] + box[2], pageWidth),
    height: size(y, box[1] + box[3], pageHeight),
  };
}

/** The mapping of a part alone, so that only the part needs to be drawn. */
export function mappingOfPart({ homography, displacement }: Mapping, part: Part): Mapping {
  const columns = Math.ceil(part.width / NODE_PX) + 1;
  const rows = Math.ceil(part.height / NODE_PX) + 1;
  const nodes = (all: Float32Array) =>
    cropField(
      { width: displacement.columns, height: displacement.rows, data: all },
      part.x / NODE_PX,
      part.y / NODE_PX,
      columns,
      rows,
    ).data;
  return {
    homography: compose(homography, [1, 0, part.x, 0, 1, part.y, 0, 0, 1]),
    displacement: { columns, rows, dx: nodes(displacement.dx), dy: nodes(displacement.dy) },
  };
}

/** The same part of what is kept for cells of the page. */
export function cellsOfPart(cells: Field, part: Part): Field {
  return cropField(
    cells,
    part.x / CELL,
    part.y / CELL,
    Math.ceil(part.width / CELL),
    Math.ceil(part.height / CELL),
  );
}
