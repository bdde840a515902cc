import { HufuError } from '@hufu/contract';
import type { CameraConfig } from '../agent/config.ts';
import { type Camera, checkedCamera } from './camera.ts';
import { ffmpegCamera, v4l2Input } from './ffmpeg-camera.ts';
import { recordedCamera } from './recorded-camera.ts';
import { simCamera } from './sim-camera.ts';
import { setControls } from './v4l2-controls.ts';

/** Opens the camera that the configuration names; whatever is behind it, its frames are checked. */
export function openCamera(
  config: CameraConfig,
  name: 'overhead' | 'person',
  plantUrl: string | null,
): Camera {
  switch (config.driver) {
    case 'sim':
      if (plantUrl === null)
        throw new HufuError('AGENT_CONFIG_INVALID', {
          context: { problem: `cameras.${name} is 'sim', but plantUrl is not set` },
        });
      return checkedCamera(simCamera({ url: plantUrl, name }));
    case 'recorded':
      return checkedCamera(recordedCamera(config.folder), config);
    case 'v4l2':
      return checkedCamera(
        ffmpegCamera({ input: v4l2Input(config), before: () => setControls(config) }),
        config,
      );
    default:
      return config satisfies never;
  }
}
