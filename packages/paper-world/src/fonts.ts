import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';
import { sfntOfWoff } from './sfnt-of-woff.ts';

const FILES = {
  sans: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  sansBold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  sansLight: '@expo-google-fonts/noto-sans-sc/300Light/NotoSansSC_300Light.ttf',
  sansHeavy: '@expo-google-fonts/noto-sans-sc/800ExtraBold/NotoSansSC_800ExtraBold.ttf',
  serif: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  serifBold: '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
  serifMedium: '@expo-google-fonts/noto-serif-sc/500Medium/NotoSerifSC_500Medium.ttf',
  serifHeavy: '@expo-google-fonts/noto-serif-sc/900Black/NotoSerifSC_900Black.ttf',
  display: '@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf',
  kai: '@fontsource/lxgw-wenkai/files/lxgw-wenkai-latin-500-normal.woff',
  kaiLight: '@fontsource/lxgw-wenkai/files/lxgw-wenkai-latin-300-normal.woff',
  kaiBold: '@fontsource/lxgw-wenkai/files/lxgw-wenkai-latin-700-normal.woff',
  hand: '@expo-google-fonts/ma-shan-zheng/400Regular/MaShanZheng_400Regular.ttf',
  handRunning: '@expo-google-fonts/zhi-mang-xing/400Regular/ZhiMangXing_400Regular.ttf',
  handGrass: '@expo-google-fonts/liu-jian-mao-cao/LiuJianMaoCao_400Regular.ttf',
} as const;

/** The typefaces of this world; all come from npm packages (SIL Open Font Licence), none from the system. */
export type FontName = keyof typeof FILES;

/** The face set for emphasis beside a body face: labels of tables, headings. */
export function boldOf(body: FontName): FontName {
  switch (body) {
    case 'serif':
      return 'serifBold';
    case 'serifMedium':
      return 'serifHeavy';
    case 'kai':
    case 'kaiLight':
      return 'kaiBold';
    case 'sansLight':
      return 'sansHeavy';
    default:
      return 'sansBold';
  }
}

const require = createRequire(import.meta.url);
const sources = new Map<FontName, string | Buffer>();

/** What pdfkit is to open: the file, or the unpacked font where the file is a WOFF. */
export function fontSource(font: FontName): string | Buffer {
  let source = sources.get(font);
  if (source === undefined) {
    const file = require.resolve(FILES[font]);
    // pdfkit would inflate a whole table of a WOFF again for each glyph: half a minute a page.
    source = file.endsWith('.woff') ? sfntOfWoff(readFileSync(file)) : file;
    sources.set(font, source);
  }
  return source;
}

const registered = new Set<FontName>();

/** Makes the font known to the canvas (once a thread) and returns the family name to draw with. */
export function canvasFamily(font: FontName): string {
  const family = `Hufu ${font}`;
  if (!registered.has(font)) {
    GlobalFonts.registerFromPath(require.resolve(FILES[font]), family);
    registered.add(font);
  }
  return family;
}
