// What `hufu doctor`, `backup` and `restore` need to look at a server's stores without running a server.
export { openDatabase, openDatabaseToRead } from './db/database.ts';
export { findEmbeddedPostgres, startEmbeddedPostgres } from './db/embedded-postgres.ts';
export type { Db, Tables, Tx } from './db/tables.ts';
export { countPages, insertPages } from './evidence/find-paper-index.store.ts';
export { chooseByIndex } from './evidence/find-paper-indexing.ts';
export { searchIndex } from './evidence/find-paper-search.ts';
export { oldPaperDetails } from './evidence/old-paper-details.ts';
export { listKeptBlobs } from './log/kept-blobs.store.ts';
export { countPlaced, findWitnessedSize } from './log/leaf.store.ts';
export { compareStores, type StoreDifference } from './log/reconcile.ts';
export { sealedOverheadBytes } from './retention/picture-vault.ts';
