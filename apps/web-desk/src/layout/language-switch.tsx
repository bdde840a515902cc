import { setLanguage, useLanguage } from '@hufu/ui';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';

/** Chinese or English. */
export function LanguageSwitch(): ReactNode {
  const text = useT();
  const language = useLanguage();
  return (
    <Button
      type="text"
      data-testid="language"
      onClick={() => void setLanguage(language === 'zh' ? 'en' : 'zh')}
    >
      {text('display.languageOther')}
    </Button>
  );
}
