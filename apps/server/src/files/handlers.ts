import { getBlob } from './get-blob.ts';
import { getDocument } from './get-document.ts';
import { uploadDocument } from './upload-document.ts';

/** Operations of the area `files`. */
export const filesHandlers = [uploadDocument, getDocument, getBlob];
