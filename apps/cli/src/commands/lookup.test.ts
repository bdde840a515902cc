import { expect, it } from 'vitest';
import { statedIn } from './lookup.ts';

it('takes the date that stands on a paper from the name of its photo, whole or in part, and leaves it out where there is none', () => {
  expect(statedIn('2012-05-06 土地承包合同.jpg')).toEqual({
    title: '土地承包合同',
    statedDate: '2012-05-06',
  });
  expect(statedIn('1998_户口证明.JPG')).toEqual({ title: '户口证明', statedDate: '1998' });
  expect(statedIn('IMG_2040.jpeg')).toEqual({ title: 'IMG_2040', statedDate: '' });
});
