import { z } from 'zod';

/* Only what is verified is read; everything else a browser adds is dropped. */

const common = {
  id: z.string(),
  rawId: z.string(),
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}),
};

/** What a browser returns from `navigator.credentials.get`. */
export const zAuthenticationResponse = z.object({
  ...common,
  response: z.object({
    clientDataJSON: z.string(),
    authenticatorData: z.string(),
    signature: z.string(),
  }),
});

/** What a browser returns from `navigator.credentials.create`. */
export const zRegistrationResponse = z.object({
  ...common,
  response: z.object({
    clientDataJSON: z.string(),
    attestationObject: z.string(),
  }),
});
