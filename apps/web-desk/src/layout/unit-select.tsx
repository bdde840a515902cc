import type { UnitView } from '@hufu/contract';
import { useLoad } from '@hufu/ui';
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';

/** The villages that one may see. */
export function useVillages(): readonly UnitView[] {
  const { loaded } = useLoad((signal) => client.supervision.listUnits(undefined, { signal }), []);
  return loaded.state === 'data' ? loaded.data.items.filter((u) => u.level === 'village') : [];
}

/** Chooses a village, or all of them. */
export function VillageSelect(props: {
  value: string | undefined;
  onChange: (village: string | undefined) => void;
}): ReactNode {
  const text = useT();
  const villages = useVillages();
  if (villages.length < 2) return null;
  return (
    <Select
      className="d-select"
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={text('filter.allVillages')}
      aria-label={text('filter.village')}
      value={props.value ?? null}
      options={villages.map((v) => ({ value: v.id, label: v.name }))}
      onChange={(value: string | null | undefined) => props.onChange(value ?? undefined)}
      data-testid="filter-village"
    />
  );
}
