export { openingLines, type PhotoBundle, verifyPhotoBundle, zPhotoBundle } from './verify-photo-bundle.ts';
