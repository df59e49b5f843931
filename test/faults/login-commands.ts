import fc from 'fast-check';
import type { Place } from './calls.ts';
import { Violation } from './model.ts';
import { caller, command, goOn, onward, process, roomAt, type Step, which } from './step.ts';

const getToken = fc
  .record({ process, user: caller, from: fc.constantFrom<Place[]>('school', 'home'), onward })
  .map((it) =>
    command(`GetToken(${JSON.stringify(it)})`, (simulation) =>
      goOn(simulation, simulation.getToken(it.process, it.user, it.from), it.onward),
    ),
  );

const wrongLogin = fc
  .record({ process, command: fc.constantFrom('create', 'join', 'destroy'), which, onward })
  .map((it) =>
    command(`WrongLogin(${JSON.stringify(it)})`, (simulation) =>
      goOn(
        simulation,
        simulation.loginWrongly(it.process, it.command, roomAt(simulation, it.which)),
        it.onward,
      ),
    ),
  );

/** LOGIN_FREE_FAILURES: the max wrong passwords of a user that are checked on one network without a wait. */
const freeFailures = 5;

/** Concurrent guesses: the limit of failures bounds the checks. Once per history, because guesses change its counts. */
const guess = fc.constant(
  command('Guess', async (simulation, memory) => {
    if (memory.hasGuessed) return;
    memory.hasGuessed = true;
    await simulation.settle();
    const before = simulation.logins.refused;
    for (let guesses = 0; guesses < 2 * freeFailures; guesses += 1)
      simulation.loginWrongly(guesses, 'join', 1, 'guessed');
    await simulation.settle();
    const checked = simulation.logins.refused - before;
    const isSure = !simulation.isDisturbed() && !simulation.hadDatabaseFaults();
    if (isSure && checked > freeFailures) throw new Violation(`I12: ${checked} guesses were checked at once`);
  }),
);

/** One more failure would make the user wait: the right password comes, and DynamoDB's reply is lost. */
const loginLate = fc.constant(
  command('LoginLate', async (simulation, memory) => {
    if (memory.hasGuessed) return;
    memory.hasGuessed = true;
    for (let failures = 1; failures < freeFailures; failures += 1)
      await simulation.finish(simulation.loginWrongly(0, 'join', 1, 'guessed'));
    // A failure whose reply was lost may be counted twice.
    if (simulation.hadDatabaseFaults()) return;
    simulation.armed.database.push({ fault: { name: 'reply-lost' }, callsBefore: 1 });
    await simulation.finish(simulation.getToken(0, 'guessed', 'elsewhere'));
  }),
);

export const loginSteps: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<Step>])[] = [
  [1, getToken],
  [1, wrongLogin],
  [1, guess],
  [1, loginLate],
];
