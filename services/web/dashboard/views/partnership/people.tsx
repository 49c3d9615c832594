import { FormDisclosure } from "../../forms/disclosure.tsx";
import type { Editing } from "../../forms/editing.ts";
import { ClauseForm, LeadForm, SignForm, type StandingClause } from "../../forms/people_forms.tsx";
import type { Post } from "../../forms/people_rules.ts";

export const clauseRow = (clauseId: string) => `clause-${clauseId}`;
export const postRow = (post: string) => `post-${post}`;

/** What one can do about a clause: sign it while a signature lacks, and word it anew. */
export function ClauseForms({ clause, partner, editing }: { clause: StandingClause; partner: string; editing: Editing }) {
  const { clauseId, text, endorsements } = clause;
  const shared = { rowOf: clauseRow, onSaved: editing.onSaved };
  const isSigned = endorsements.length > 1;
  return (
    <div class="pair">
      <FormDisclosure name={`sign-${clauseId}`} label="Sign" spoken={`Sign: ${text}`} isOver={isSigned} {...shared}>
        {(ends) => <SignForm editing={editing} partner={partner} clause={clause} ends={ends} />}
      </FormDisclosure>
      <FormDisclosure name={`word-${clauseId}`} label="Word it anew" spoken={`Word it anew: ${text}`} {...shared}>
        {(ends) => <ClauseForm editing={editing} clause={clause} ends={ends} />}
      </FormDisclosure>
    </div>
  );
}

export function NewClause({ editing }: { editing: Editing }) {
  return (
    <FormDisclosure name="clause" label="Write a clause" rowOf={clauseRow} onSaved={editing.onSaved}>
      {(ends) => <ClauseForm editing={editing} ends={ends} />}
    </FormDisclosure>
  );
}

export function NewLead({ posts, partner, editing }: { posts: readonly Post[]; partner: string; editing: Editing }) {
  return (
    <FormDisclosure name="lead" label="Name who answers for it" rowOf={postRow} onSaved={editing.onSaved}>
      {(ends) => <LeadForm editing={editing} partner={partner} posts={posts} ends={ends} />}
    </FormDisclosure>
  );
}
