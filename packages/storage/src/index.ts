export { type BlobDigest, type BlobStore, digestOf, isBlobDigest, type StoredBlob } from './blob-store.ts';
export { openFolderBlobStore } from './folder-store.ts';
export { openS3BlobStore, type S3BlobStore, type S3Options } from './s3-store.ts';
