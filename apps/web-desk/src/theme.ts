import type { ThemeConfig } from 'antd';

/** The value of a design token, as the style sheet has it. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--h-${name}`).trim();
}

const pixels = (name: string) => Number.parseFloat(token(name));

/** The look of antd, from our tokens: one source of colours and sizes. */
export function themeOfTokens(): ThemeConfig {
  return {
    token: {
      colorPrimary: token('action'),
      colorLink: token('action'),
      colorSuccess: token('good'),
      colorWarning: token('warn'),
      colorError: token('bad'),
      colorText: token('text'),
      colorTextSecondary: token('text-soft'),
      // antd's own greys of placeholders, labels and disabled words are too faint to read (WCAG AA).
      colorTextTertiary: token('text-soft'),
      colorTextQuaternary: token('text-soft'),
      colorTextPlaceholder: token('text-soft'),
      colorTextDescription: token('text-soft'),
      colorTextDisabled: token('text-soft'),
      colorIcon: token('text-soft'),
      colorBorder: token('field-line'),
      controlItemBgActive: token('action-soft'),
      colorBgLayout: token('ground'),
      fontFamily: 'var(--h-family)',
      fontSize: pixels('font'),
      borderRadius: pixels('radius-small'),
      controlHeight: 40,
    },
    components: {
      Menu: { itemSelectedBg: token('action-soft'), itemSelectedColor: token('action') },
      Descriptions: { labelColor: token('text-soft') },
    },
  };
}
