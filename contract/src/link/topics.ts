/** MQTT topics of one machine (MACHINE.md 7). `dev` is the hex thumbprint of the press controller's key. */
export function machineTopics(dev: string) {
  const t = `hufu/1/${dev}`;
  return {
    state: `${t}/u/state`,
    beat: `${t}/u/beat`,
    record: `${t}/u/rec`,
    request: `${t}/u/req`,
    response: `${t}/c/res`,
    ack: `${t}/c/ack`,
    authorization: `${t}/c/authorization`,
    exception: `${t}/c/exception`,
    command: `${t}/c/cmd`,
    policy: `${t}/c/policy`,
    fresh: `${t}/c/fresh`,
  } as const;
}

/** Device of a topic, or undefined when the topic is none of ours. */
export function deviceOfTopic(topic: string): { dev: string; way: 'u' | 'c'; name: string } | undefined {
  const m = /^hufu\/1\/([0-9a-f]{64})\/(u|c)\/([a-z]+)$/.exec(topic);
  const [, dev, way, name] = m ?? [];
  return dev && name && (way === 'u' || way === 'c') ? { dev, way, name } : undefined;
}
