import type { Random } from '../random.ts';
import {
  digits,
  inventedIdNumber,
  inventedPerson,
  inventedPhone,
  type Village,
  writtenDate,
} from '../village/names.ts';
import type { FieldValues, Style, Typesetter } from './typesetter.ts';

/** One kind of village paper: which values it needs and how it is set. */
export type Layout = {
  /** The title in the register. */
  title: string;
  values(random: Random, village: Village): FieldValues;
  write(page: Typesetter, style: Style): void;
  /** Landscape or other special pages. */
  pageMm?: { widthMm: number; heightMm: number };
  /** What this layout fixes of the style, e.g. a contract in small print. */
  style?: Partial<Style>;
  /** Body sizes that its tables hold; any size where absent. */
  sizesPt?: readonly number[];
};

/** The values every paper shares: the village that issues it, a person, dates and numbers. */
export function commonValues(random: Random, village: Village): FieldValues {
  return {
    county: village.county,
    town: village.town,
    village: village.village,
    group: String(random.int(1, 16)),
    name: inventedPerson(random),
    sex: random.pick(['男', '女']),
    idNumber: inventedIdNumber(random),
    phone: inventedPhone(random),
    handler: inventedPerson(random),
    date: writtenDate(random, 2024, 2026),
    number: `${random.int(2024, 2026)}〕第${random.int(1, 999)}号`,
    account: `99${digits(random, 17)}`,
  };
}
