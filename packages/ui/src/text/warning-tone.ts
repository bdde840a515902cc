/**
 * How heavy a request's warning is: remarks on how a page looks only tell to look (an ordinary certificate ends in the
 * upper half of its page); a blank page, and everything else, is to be noticed (AC-7).
 */
export function warningTone(code: string): 'info' | 'warn' {
  return code.startsWith('PAGE_') && code !== 'PAGE_blank' && code !== 'PAGES_NOT_OPENED' ? 'info' : 'warn';
}
