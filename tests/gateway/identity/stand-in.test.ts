/** Who stands in for whom, over the whole table: roles, agencies, closed accounts, days; against rules written out by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignmentsOf, type OfferedAbsence } from '../../../gateway/identity/absences/assignments.js';
import { mayStandIn, type Standing } from '../../../gateway/identity/absences/stand-in.js';
import { type Role, roleScopes } from '../../../gateway/identity/access.js';

const roles = Object.keys(roleScopes) as Role[];
const standing = fc.record<Standing>({
  id: fc.constantFrom('a', 'b', 'c'),
  role: fc.constantFrom(...roles),
  agency: fc.constantFrom('H30.03', 'H30.05', null),
  isOpen: fc.boolean(),
});
const days = ['2016-05-18', '2016-05-19', '2016-05-20', '2016-05-21'] as const;
const day = fc.constantFrom(...days);
const offered = fc.tuple(standing, day, day).map(([person, one, other]): OfferedAbsence => {
  const [fromDay = one, toDay = other] = [one, other].sort();
  return { ...person, absence: `${fromDay}-${toDay}`, name: person.id, fromDay, toDay };
});

/** The rules as people say them: absent role, then deputy's role. */
const pairs = new Set(['clerk clerk', 'leader leader', 'leader clerk']);

describe('standing in', () => {
  it('is for a pair of roles of the rules, in one agency, with both accounts open, and never for oneself', () => {
    fc.assert(
      fc.property(standing, standing, (absent, deputy) => {
        const isAllowed =
          pairs.has(`${absent.role} ${deputy.role}`) &&
          absent.agency === deputy.agency &&
          absent.agency !== null &&
          absent.isOpen &&
          deputy.isOpen &&
          absent.id !== deputy.id;
        expect(mayStandIn(absent, deputy)).toBe(isAllowed);
      }),
      { numRuns: 5_000 },
    );
  });

  it('lasts from the first day to the last, both included, and not a day longer', () => {
    fc.assert(
      fc.property(standing, offered, day, (deputy, absence, today) => {
        const isDay = days.indexOf(absence.fromDay as never) <= days.indexOf(today as never);
        const isNotOver = days.indexOf(today as never) <= days.indexOf(absence.toDay as never);
        const isNow = isDay && isNotOver && mayStandIn(absence, deputy);
        expect(assignmentsOf(deputy, [absence], today)).toHaveLength(isNow ? 1 : 0);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is never passed on: what a deputy hands on is the own role, not the one acted in', () => {
    fc.assert(
      fc.property(standing, standing, standing, day, (first, second, third, today) => {
        const away = (person: Standing): OfferedAbsence => ({
          ...person,
          absence: person.id,
          name: person.id,
          fromDay: today,
          toDay: today,
        });
        const [lent] = assignmentsOf(second, [away(first)], today);
        const [handedOn] = assignmentsOf(third, [away(second)], today);
        // Whatever the second acts in now, the third gets the second's own role, and only if that one may be stood in for.
        if (handedOn !== undefined) expect(handedOn.role).toBe(second.role);
        if (lent?.role === 'leader' && second.role === 'clerk' && handedOn !== undefined)
          expect(handedOn.role).toBe('clerk');
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives nobody what operators, auditors or administrators may', () => {
    const people = roles.flatMap((role): Standing[] =>
      ['x', 'y'].map((id) => ({ id: `${role}-${id}`, role, agency: 'H30.05', isOpen: true })),
    );
    const lent = people.flatMap((absent) => people.filter((one) => mayStandIn(absent, one)).map(() => absent.role));
    expect(new Set(lent)).toEqual(new Set(['clerk', 'leader']));
  });
});
