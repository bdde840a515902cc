/** What one upload may be; pages and pixels are limited by packages/paper. */
export const maxUploadBytes = 50 * 1024 * 1024;
