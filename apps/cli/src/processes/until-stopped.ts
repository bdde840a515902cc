/** Waits for SIGTERM or SIGINT, then closes: the way every long-running command ends. */
export async function untilStopped(running: { close(): Promise<void> }): Promise<void> {
  const signal = await new Promise<string>((resolve) => {
    for (const s of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(s, () => resolve(s));
  });
  console.error(`${signal}: closing`);
  await running.close();
}
