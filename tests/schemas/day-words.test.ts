/** Days, deadlines and hours as people here say them. */
import { expect, it } from 'vitest';
import {
  dayHeading,
  daysBetween,
  deadlineWords,
  hourInWords,
  hourMinute,
  timeLeft,
  weekdayAndDate,
} from '../../schemas/words/day-words.js';

it('names the day of the week: 19/05/2016 was a Thursday, 22/05/2016 a Sunday', () => {
  expect(weekdayAndDate('2016-05-19')).toEqual({ vi: 'Thứ Năm 19/05/2016', en: 'Thursday 19/05/2016' });
  expect(weekdayAndDate('2016-05-22').vi).toBe('Chủ nhật 22/05/2016');
});

it.each([
  ['2016-05-19', 'Hôm nay, thứ Năm 19/05/2016'],
  ['2016-05-18', 'Hôm qua, thứ Tư 18/05/2016'],
  ['2016-05-17', 'Thứ Ba 17/05/2016'],
  ['2016-05-20', 'Thứ Sáu 20/05/2016'],
])('above the rows of %s stands “%s”', (day, words) => {
  expect(dayHeading(day, '2016-05-19').vi).toBe(words);
});

it.each([
  ['2016-05-17', 'quá 2 ngày', '2 days late'],
  ['2016-05-18', 'quá 1 ngày', '1 day late'],
  ['2016-05-19', 'hôm nay', 'today'],
  ['2016-05-20', 'còn 1 ngày', '1 day left'],
  ['2016-05-26', 'còn 7 ngày', '7 days left'],
])('a deadline of %s is “%s” on 19/05/2016', (due, vi, en) => {
  expect(deadlineWords(due, '2016-05-19')).toEqual({ vi, en });
});

it('says nothing of a deadline more than a week ahead: its date is enough', () => {
  expect(deadlineWords('2016-05-27', '2016-05-19')).toBeNull();
});

it('counts days over the ends of months and leap years', () => {
  expect(daysBetween('2016-02-28', '2016-03-01')).toBe(2);
  expect(daysBetween('2017-01-01', '2016-12-31')).toBe(-1);
});

it('tells hours in Vietnam, and in sentences does not part them', () => {
  expect(hourMinute('2016-05-19T02:42:59Z')).toBe('09:42');
  expect(hourInWords('2016-05-19T02:42:59Z').vi).toBe('9\u00a0giờ\u00a042');
});

it('says what is left until a moment, and by how much it has passed', () => {
  const until = new Date('2016-05-19T04:30:00Z');
  expect(timeLeft(until, new Date('2016-05-19T02:42:00Z'))).toEqual({ vi: 'còn 1 giờ 48 phút', en: '1 h 48 min left' });
  expect(timeLeft(until, new Date('2016-05-19T04:35:00Z'))).toEqual({ vi: 'quá 5 phút', en: '5 min late' });
});
