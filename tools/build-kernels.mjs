// `node tools/build-kernels.mjs [file]`: compiles packages/paper/kernels to WebAssembly; the same source gives the same bytes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { root } from './house.mjs';

const folder = join(root, 'packages', 'paper', 'kernels');
const to = process.argv[2] ?? join(root, 'packages', 'paper', 'src', 'kernels', 'kernels.wasm');
const options =
  '--outFile kernels.wasm --enable simd --runtime stub -O3 --converge --noAssert --use abort='.split(' ');
const { error, stderr } = await asc.main(['index.ts', ...options], {
  readFile(name) {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch {
      // The compiler asks for names that do not exist on its way to the one that does.
      return null;
    }
  },
  writeFile: (_name, contents) => writeFileSync(to, contents),
  listFiles: () => [],
});
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
