/**
 * Takes one list of tasks from the process that started this one, and sends back what became of each. HubSpot's
 * packages log to standard output and install handlers that end the process, so the answer goes over the channel
 * between the two processes.
 *
 * @param {(task: any) => Promise<unknown>} perform
 */
export function answer(perform) {
  process.once('message', async (tasks) => {
    const environment = { ...process.env };
    const results = [];
    for (const task of tasks) {
      process.env = { ...environment };
      results.push(await outcomeOf(() => perform(task)));
    }
    process.send(results, () => process.exit(0));
  });
}

async function outcomeOf(perform) {
  try {
    return { value: await perform() };
  } catch (error) {
    return { problem: [error?.reason, error?.cause ?? error].filter(Boolean).join(': ') };
  }
}
