export { photoHolder } from './photo/holder.ts';
export { openPhoto, type PhotoOpening, releaseShare } from './photo/open-photo.ts';
export { sealPhoto } from './photo/seal-photo.ts';
export { isSealedPhoto, readSealedPhoto, type SealedPhoto } from './photo/sealed-photo.ts';
