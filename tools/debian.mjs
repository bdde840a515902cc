// Programs of Debian's packages that tests use: installed where this may be done, else it is said what to install.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where a program may lie, and the package that brings it. */
const programs = {
  Chromium: {
    package: 'chromium',
    paths: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    variable: 'HUFU_CHROMIUM',
  },
  LibreOffice: {
    package: 'libreoffice-writer-nogui',
    paths: ['/usr/bin/soffice', '/usr/local/bin/soffice'],
    variable: 'HUFU_SOFFICE',
  },
  Mosquitto: { package: 'mosquitto', paths: ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'] },
  socat: { package: 'socat', paths: ['/usr/bin/socat', '/usr/local/bin/socat'] },
  ffmpeg: { package: 'ffmpeg', paths: ['/usr/bin/ffmpeg', '/usr/local/bin/ffmpeg'] },
};

/** The path of a program, or nothing. */
function pathOf(name) {
  const { paths, variable } = programs[name];
  return [variable && process.env[variable], ...paths].find((p) => p && existsSync(p));
}

/** Installs those that are missing, in one go; answers where each lies, with nothing for what could not be had. */
export function ensurePrograms(names) {
  const missing = names.filter((name) => !pathOf(name));
  if (missing.length > 0 && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log(`Installing ${missing.join(', ')} from Debian’s packages …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const packages = missing.map((name) => programs[name].package);
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    });
  }
  return Object.fromEntries(names.map((name) => [name, pathOf(name)]));
}

/** Says what could not be installed and what to do about it. */
export function sayMissing(name, why) {
  const { package: pkg, paths, variable } = programs[name];
  console.error(
    `${why} ${name}, and it is not here.\n` +
      `Why: ${paths[0]} does not exist, and this account may not install packages.\n` +
      `What to do: run \`sudo apt-get install ${pkg}\`${variable ? ` (or set ${variable} to its path)` : ''}, then \`npm test\` again.`,
  );
}
