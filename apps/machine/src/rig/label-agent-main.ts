import { readConfig, zAgentConfig } from '../agent/config.ts';
import { startAgent } from '../agent/start-agent.ts';
import { labelEyes } from './label-eyes.ts';

// As agent-main.ts, with the eyes of the bench: for tests that kill the process again and again.
const config = await readConfig(process.argv[2] ?? '', zAgentConfig);
const agent = await startAgent(config, { eyes: labelEyes(() => config.plantUrl ?? '') });
process.stdout.write(`ready ${agent.kioskUrl}\n`);
