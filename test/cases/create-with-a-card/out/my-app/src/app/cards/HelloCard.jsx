import { useEffect, useState } from 'react';
import {
  Alert,
  Button,
  Flex,
  LoadingSpinner,
  Text,
  hubspot,
} from '@hubspot/ui-extensions';

hubspot.extend(({ context }) => <HelloCard user={context.user} />);

/**
 * Shows the greeting that the function returns for whoever is signed in.
 *
 * @param {object} props
 * @param {{ firstName: string }} props.user
 */
function HelloCard({ user }) {
  const name = user.firstName;
  const [result, setResult] = useState(/** @type {Result | null} */ (null));

  useEffect(() => {
    callFunction(name).then(setResult);
  }, [name]);

  const callAgain = () => {
    setResult(null);
    callFunction(name).then(setResult);
  };

  if (result === null) return <LoadingSpinner label="Loading..." />;
  return (
    <Flex direction="column" align="start" gap="small">
      {result.error && (
        <Alert title="The function failed" variant="error">
          {result.error}
        </Alert>
      )}
      {result.answer && <Text>{result.answer.message}</Text>}
      <Button onClick={callAgain}>
        {result.error ? 'Try again' : 'Say hello again'}
      </Button>
    </Flex>
  );
}

/**
 * The outcome of a call: an answer, or an error to show.
 *
 * @typedef {{ answer?: { message: string }, error?: string }} Result
 */

/**
 * @param {string} name
 * @returns {Promise<Result>}
 */
async function callFunction(name) {
  try {
    const answer = await hubspot.serverless('hello', {
      parameters: { name },
    });
    return answer.error ? { error: answer.error } : { answer };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
