export { type AgentConfig, type AgentConfigInput, readConfig, zAgentConfig } from './agent/config.ts';
export type { JobTiming } from './agent/job/job-context.ts';
export type { PaperEyes } from './agent/paper-eyes.ts';
export { openPatience, type Patience } from './agent/patience.ts';
export { type AgentOptions, type RunningAgent, startAgent } from './agent/start-agent.ts';
export { claimedName, makeClaim, type OwnFiles, takeAdmission } from './provision/claim.ts';
export { readPressKey } from './provision/press-key.ts';
export {
  completeProvisioning,
  type MachineFiles,
  machineFiles,
  openAgentKey,
  type ProvisionedMachine,
  provisionMachine,
} from './provision.ts';
export {
  type RunningSim,
  readTruthOf,
  type SimConfig,
  type SimConfigInput,
  startSimMachine,
  zSimConfig,
} from './sim/start-sim-machine.ts';
export type { Contact } from './sim/world-store.ts';
