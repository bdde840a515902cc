// Rows of the any-paper look-up: features of pages, never their text.

/** A page that can be found by its photo. */
export interface LookupPaperTable {
  registered_at: number;
  number: number;
  /** From 0. */
  page: number;
  /** A request, or an old paper. */
  record: string;
  /** Where the kept features stand, two bytes each; the features themselves are in the postings. */
  places: Buffer;
}
/** Postings of one bucket of tokens within one segment of papers, four bytes each; only appended to. */
export interface LookupPostingTable {
  bucket: number;
  segment: number;
  postings: Buffer;
}
/** A paper stamped before the system was there: when it was registered is known, when it was stamped is only stated. */
export interface OldPaperTable {
  id: string;
  village: string;
  title: string;
  /** The date that stands on the paper, as it was typed; nobody vouches for it. */
  stated_date: string;
  note: string;
  /** The photograph that was registered. */
  digest: string;
  registered_at: number;
  registered_by: string;
  by_name: string;
  /** Of the signed commitment to title, stated date and note. */
  salt: string;
}
