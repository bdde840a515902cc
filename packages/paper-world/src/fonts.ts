import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';

/** The typefaces of this world; all come from npm packages (SIL Open Font Licence), none from the system. */
export type FontName = 'sans' | 'sansBold' | 'serif' | 'serifBold' | 'display' | 'hand';

const FILES: Record<FontName, string> = {
  sans: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  sansBold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  serif: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  serifBold: '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
  display: '@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf',
  hand: '@expo-google-fonts/ma-shan-zheng/400Regular/MaShanZheng_400Regular.ttf',
};
const require = createRequire(import.meta.url);

/** Where the font file lies. */
export function fontFile(font: FontName): string {
  return require.resolve(FILES[font]);
}

const registered = new Set<FontName>();

/** Makes the font known to the canvas (once a thread) and returns the family name to draw with. */
export function canvasFamily(font: FontName): string {
  const family = `Hufu ${font}`;
  if (!registered.has(font)) {
    GlobalFonts.registerFromPath(fontFile(font), family);
    registered.add(font);
  }
  return family;
}
