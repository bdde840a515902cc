import { type DocumentView, HufuError, isErrorCode, zDocumentView, zProblem } from '@hufu/contract';

/** Uploads one file as multipart form. XMLHttpRequest, because fetch cannot tell how much has left the phone. */
export function uploadDocument(file: File, onProgress: (done: number) => void): Promise<DocumentView> {
  const form = new FormData();
  form.append('file', file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/files/upload-document');
    request.responseType = 'text';
    request.upload.onprogress = (e) => e.lengthComputable && onProgress(e.loaded / e.total);
    request.onerror = () => reject(new HufuError('SERVER_UNREACHABLE'));
    request.onload = () => {
      const body = jsonOf(request.responseText);
      const view = zDocumentView.safeParse(body);
      if (request.status < 300 && view.success) return resolve(view.data);
      const problem = zProblem.safeParse(body);
      if (problem.success && isErrorCode(problem.data.code))
        reject(
          new HufuError(problem.data.code, {
            context: { ...problem.data.context, support: problem.data.support },
          }),
        );
      else reject(new HufuError('SERVER_UNREACHABLE', { context: { status: request.status } }));
    };
    request.send(form);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's own error page: told as SERVER_UNREACHABLE by the caller.
    return null;
  }
}
