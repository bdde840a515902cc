import fontUrl from '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf?url';

const family = 'Hufu Chinese';

/**
 * Brings a Chinese font along where the device has none: a bare Linux behind a touch screen draws empty boxes.
 * Everybody else never downloads it (10 MB), and it comes from our own origin.
 */
export async function startChineseFont(): Promise<'present' | 'brought'> {
  if (canDrawChinese()) return 'present';
  const face = await new FontFace(family, `url(${fontUrl})`).load();
  document.fonts.add(face);
  document.documentElement.dataset.font = 'brought';
  return 'brought';
}

/** Two different characters look different, unless both are the box of a missing glyph. */
function canDrawChinese(): boolean {
  const canvas = document.createElement('canvas');
  canvas.width = 32;
  canvas.height = 32;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return true;
  const drawn = (text: string) => {
    context.clearRect(0, 0, 32, 32);
    context.font = '28px sans-serif';
    context.fillText(text, 2, 28);
    return context.getImageData(0, 0, 32, 32).data.join();
  };
  return drawn('\u7528') !== drawn('\u7ae0');
}
