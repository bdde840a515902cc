export { loadConfig, type ServerConfig } from './config/config.ts';
export { type RunningServer, type StartOptions, startServer } from './start-server.ts';
