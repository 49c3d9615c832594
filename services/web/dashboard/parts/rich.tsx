/** A sentence in which **words between two stars** are strong. */
export function Rich({ text }: { text: string }) {
  return <>{text.split("**").map((part, index) => (index % 2 ? <b key={index}>{part}</b> : part))}</>;
}
