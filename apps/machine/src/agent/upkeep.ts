import { type Claim, createApiClient } from '@hufu/contract';
import { openReleaseFetcher } from '../update/release-fetcher.ts';
import type { UpdateKeeper } from '../update/update-keeper.ts';
import { openCertificateKeeper } from './certificate-keeper.ts';
import type { AgentConfig } from './config.ts';
import type { RecordEvent } from './event-recorder.ts';
import type { MachineHttps } from './machine-https.ts';
import { openPlaceKeeper } from './place-keeper.ts';

/** What keeps a machine in its place and its program new. */
export interface Upkeep {
  /** Asks for the first certificate, or renews the one there is. */
  certificate(): Promise<void>;
  release(): Promise<void>;
}

/** What the upkeep works with. */
export interface UpkeepContext {
  readonly config: AgentConfig;
  /** Whether there is a certificate to talk with. */
  readonly isAdmitted: boolean;
  readonly claim: Claim | undefined;
  readonly https: () => MachineHttps | undefined;
  readonly updates: UpdateKeeper | undefined;
  readonly event: RecordEvent;
  readonly nowMs: () => number;
  readonly freeMiB: () => Promise<number>;
  readonly hasJob: () => boolean;
  readonly restart: () => void;
}

/** Opens the upkeep: of a machine without a server there is none. */
export function openUpkeep(context: UpkeepContext): Upkeep {
  const { config, isAdmitted, claim, https, updates, hasJob, restart } = context;
  const { server } = config;
  const certificates =
    server && isAdmitted
      ? openCertificateKeeper({
          ...context,
          files: server,
          name: config.press.thumbprint,
          // Between two jobs the links may be opened anew; in the midst of one the old certificate is good for months.
          onRenewed: () => {
            if (!hasJob()) restart();
          },
        })
      : undefined;
  const place =
    server?.claimUrl && !isAdmitted && claim
      ? openPlaceKeeper({
          claim,
          own: {
            dir: config.dir,
            agentKeyFile: config.agentKeyFile,
            tlsKeyFile: server.keyFile,
            tlsCertFile: server.certFile,
            tlsCaFile: server.caFile,
          },
          server: createApiClient(server.claimUrl).maintenance,
          nowMs: () => performance.now(),
          onAdmitted: restart,
        })
      : undefined;
  const releases = updates
    ? openReleaseFetcher({ ...context, dir: config.dir, https, updates, nowMs: () => performance.now() })
    : undefined;
  return {
    certificate: async () => (certificates ?? place)?.tick(),
    release: async () => releases?.tick(),
  };
}
