/** The parts of `hufu doctor`. */
export const checkNames = ['log', 'blobs', 'evidence'] as const;
export type CheckName = (typeof checkNames)[number];

/** One thing that does not fit: where it stands and what is wrong with it, in both languages. */
export interface Difference {
  readonly check: CheckName;
  /** A file below the data folder, or `table:key` of a row. */
  readonly where: string;
  readonly problem: string;
}

/** What is in order, and is said. */
export interface DoctorNote {
  readonly check: CheckName;
  readonly where: string;
  readonly words: string;
}

/** What a check is given: how to tell a difference, and how far it is. */
export interface CheckTalk {
  difference(where: string, problem: string): void;
  /** What is as it should be and yet worth a line, such as pictures deleted under a rule. */
  note(where: string, words: string): void;
  progress(done: number, total: number): void;
}
