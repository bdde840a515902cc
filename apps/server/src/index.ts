export type { VillageHistory } from './checks/import-history.ts';
export { loadConfig, type ServerConfig } from './config/config.ts';
export {
  importPeopleStatement,
  type PastStatement,
} from './history/import-people-statement.ts';
export { type AccountImport, importVillage, type VillageImport } from './history/import-village.ts';
export { listWebFiles } from './http/web-files.ts';
export { issueMachineCertificate, openPki, type Pki } from './link/pki.ts';
export { type RunningServer, type StartOptions, startServer } from './start-server.ts';
