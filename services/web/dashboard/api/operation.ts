/** A document that the server trusts, known by its id alone: the bundle holds no text of it. */
export interface Operation<Data, Variables> {
  readonly name: string;
  readonly id: string;
  /** Never there: it ties the types of the answer and of the variables to the operation. */
  readonly types?: (variables: Variables) => Data;
}
