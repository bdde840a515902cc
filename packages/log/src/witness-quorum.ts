/**
 * Policy lines (c2sp.org/tlog-policy) that want k different organisations: any witness of one speaks for it, and two
 * of one count once. They follow the witness lines and end with the quorum.
 */
export function quorumLines(
  witnesses: readonly { readonly name: string; readonly organisation: string }[],
  k: number,
): string[] {
  const organisations = [...new Set(witnesses.map((w) => w.organisation))];
  const nameOf = (i: number) => `organisation-${i + 1}`;
  const groups = organisations.map((organisation, i) => {
    const members = witnesses.filter((w) => w.organisation === organisation).map((w) => w.name);
    return `group ${nameOf(i)} any ${members.join(' ')}`;
  });
  return [
    ...groups,
    `group witnesses ${k} ${organisations.map((_, i) => nameOf(i)).join(' ')}`,
    'quorum witnesses',
  ];
}
