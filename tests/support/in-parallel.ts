/** Works through many small questions, a few at a time, answers in order: thousands at once would measure the machine, not the gateway. */
export async function inParallel<Question, Answer>(
  questions: readonly Question[],
  ask: (question: Question) => Promise<Answer>,
  atOnce = 8,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  const work = async () => {
    while (next < questions.length) {
      const index = next++;
      answers[index] = await ask(questions[index] as Question);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return answers;
}
