import { readFile } from 'node:fs/promises';
import { HufuError, zHex32 } from '@hufu/contract';
import { z } from 'zod';

/** Steepest steps of brightness below which a picture counts as out of focus; null where focus cannot be judged (a face). */
const minSharpness = z.number().min(0).max(255).nullable().default(null);

const zCameraConfig = z.discriminatedUnion('driver', [
  z.object({ driver: z.literal('sim') }),
  z.object({ driver: z.literal('recorded'), folder: z.string(), minSharpness }),
  z.object({
    driver: z.literal('v4l2'),
    /** Stable name under /dev/v4l/by-id. */
    device: z.string(),
    width: z.number().int(),
    height: z.number().int(),
    fps: z.number().int().default(10),
    /** What the camera delivers; pictures that are not JPEG yet are made so by ffmpeg. */
    format: z.enum(['mjpeg', 'yuyv422']).default('mjpeg'),
    /** Settings that must not change by themselves between two photographs (v4l2-ctl --set-ctrl). */
    controls: z.record(z.string().regex(/^\w+$/), z.number().int()).default({}),
    minSharpness,
  }),
]);
/** The lamp over the platen, where the agent can dim it: the plant's, or a LED of the kernel (/sys/class/leds/<name>). */
const zLampConfig = z.discriminatedUnion('driver', [
  z.object({ driver: z.literal('sim') }),
  z.object({ driver: z.literal('led'), folder: z.string() }),
]);
export type LampConfig = z.infer<typeof zLampConfig>;
export type CameraConfig = z.infer<typeof zCameraConfig>;

/** Everything the agent is told from outside. What it believes comes from its journal and from signed statements. */
export const zAgentConfig = z.object({
  /** Journal, evidence, pages. */
  dir: z.string(),
  demo: z.boolean().default(false),
  /** Loopback door of the touch screen. */
  kiosk: z
    .object({ port: z.number().int().default(0), staticDir: z.string().nullable().default(null) })
    .default({ port: 0, staticDir: null }),
  /** First roster (COSE file), which a blank machine accepts exactly once. */
  genesisFile: z.string().nullable().default(null),
  agentKeyFile: z.string(),
  press: z.object({
    /** Serial device, or a symbolic link to it. */
    path: z.string(),
    baudRate: z.number().int().default(115_200),
    /** For a board that speaks Modbus only: our frames go through a mailbox of its registers. */
    modbus: z
      .object({
        unit: z.number().int().min(1).max(247).default(1),
        /** `host:port` for Modbus TCP; null for RTU on `path`. */
        tcp: z.string().nullable().default(null),
      })
      .nullable()
      .default(null),
    pairKeyFile: z.string(),
    /** Thumbprint of the press key that belongs into this case. */
    thumbprint: zHex32,
  }),
  cameras: z.object({ overhead: zCameraConfig, person: zCameraConfig }),
  /** Null where the lamp only burns: then nothing proves that frames are of this second. */
  lamp: zLampConfig.nullable().default(null),
  /** Panel of the simulated plant: cameras, head positioning, and in the demo the pair of hands. */
  plantUrl: z.string().nullable().default(null),
  /** Matrix from pixels of the overhead picture to millimetres of the platen; asked of the plant when null. */
  calibration: z
    .object({ width: z.number(), matrix: z.array(z.number()).length(9) })
    .nullable()
    .default(null),
  /** The server, or null for a machine that works alone. */
  server: z
    .object({
      mqttUrl: z.string(),
      machineUrl: z.string(),
      caFile: z.string(),
      certFile: z.string(),
      keyFile: z.string(),
      /** Where people reach the server: a machine without a certificate asks there for its place. Null: it is brought by hand. */
      claimUrl: z.string().nullable().default(null),
    })
    .nullable(),
  /** Folder of the two program slots (A/B update); null where the program is updated by other means. */
  update: z.object({ root: z.string() }).nullable().default(null),
  /** PINs of stampers: person id -> scrypt hash. */
  pinsFile: z.string(),
  paperWorkers: z.number().int().min(1).default(1),
  policy: z
    .object({
      /** Press by itself so long after 'match' was shown; null waits for the button. */
      autoConfirmMs: z.number().int().nullable().default(null),
      previewMs: z.number().int().default(150),
      /** A job interrupted by a crash goes on without a new presence for so long. */
      resumeMs: z.number().int().default(600_000),
      beatMs: z.number().int().default(60_000),
      minFreeMiB: z.number().int().default(200),
      /** No new intent while a record stays unproved for longer. */
      maxUnprovedMs: z.number().int().default(86_400_000),
      retryMs: z.number().int().default(1000),
      /** Impressions that a filling of the ink pad lasts. */
      impressionsPerFilling: z.number().int().min(1).default(4000),
    })
    .prefault({}),
});
export type AgentConfig = z.infer<typeof zAgentConfig>;
export type AgentConfigInput = z.input<typeof zAgentConfig>;

/** Reads a configuration file, or says everything that is wrong with it. */
export async function readConfig<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const invalid = (problem: string, cause?: unknown) =>
    new HufuError('AGENT_CONFIG_INVALID', { context: { problem: `${path}: ${problem}` }, cause });
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw invalid('not readable as JSON', cause);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
  return parsed.data;
}
