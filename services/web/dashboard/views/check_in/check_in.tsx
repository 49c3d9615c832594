import { useRef, useState } from "preact/hooks";
import { announce } from "../../app/announcer.tsx";
import { usePageTitle } from "../../app/title.ts";
import type { ViewProps } from "../../app/views.ts";
import { useLiveVersions } from "../../api/live_rows.ts";
import { useQuery } from "../../api/use_query.ts";
import { CheckInPreparation } from "../../operations/generated.ts";
import { Empty, Failed, Skeleton } from "../../parts/states.tsx";
import { placeInOrder } from "../../sentences/check_ins.ts";
import { dayOf, dayText, longDay } from "../../sentences/dates.ts";
import { capital, listed } from "../../sentences/numbers.ts";
import { partnerWord } from "../partnership/parts.tsx";
import { MeetingForm } from "./meeting_form.tsx";
import { Preparation } from "./preparation.tsx";
import { isOpen, type Meeting, type Prepared, useAttendance } from "./questions.ts";

/** One check-in: what changed, what is open, who does what? */
export function CheckIn({ names }: ViewProps) {
  const { id = "", checkIn: checkInId = "" } = names;
  const answer = useQuery(CheckInPreparation, { id });
  const prepared = answer.data?.partnership;
  useLiveVersions(prepared ? [{ id, version: prepared.version }] : [], () => {
    answer.again();
    announce("What was prepared was updated.");
  });
  const today = dayOf(new Date(), prepared?.timeZone ?? null);
  const attendance = useAttendance(prepared?.partnershipId, today);
  const meeting = prepared?.checkIns.items.find((item) => item.checkInId === checkInId);
  usePageTitle(meeting ? `Check-in of ${dayText(meeting.due)}` : "Check-in");
  if (answer.problem && !answer.data) return <Failed problem={answer.problem} again={answer.again} hasOlder={false} thing="check-in" />;
  if (!answer.data) return <Skeleton lines={8} />;
  if (!prepared || !meeting) return <NoSuchCheckIn id={id} isKnown={Boolean(prepared)} />;
  return (
    <>
      <p class="crumb"><a href="/">Overview</a> / <a href={`/partnerships/${id}`}>{prepared.name}</a> / <a href={`/partnerships/${id}#check-ins`}>Check-ins</a></p>
      <h1 class="name">Check-in of {longDay(meeting.due)}</h1>
      <p class="sub">
        <b>{prepared.name}</b>: {listed(prepared.partners.map(({ name }) => name))} with {listed(prepared.districts.map(({ name }) => name))}. {placeInOrder(prepared.checkIns.items, checkInId)}
      </p>
      <div class="work">
        <Preparation prepared={prepared} attendance={attendance} today={today} />
        <Meet key={`${id} ${checkInId}`} prepared={prepared} meeting={meeting} today={today} onNews={answer.again} />
      </div>
    </>
  );
}

/**
 * The form stays once it is open: what somebody else does to the check-in meanwhile takes no word away, and moves
 * nothing under the hands of who fills it in, until they are told of it when they save.
 */
function Meet(props: { prepared: Prepared; meeting: Meeting; today: string; onNews: () => void }) {
  const { prepared, meeting } = props;
  const wasOpen = useRef(isOpen(meeting));
  const [opened, setOpened] = useState(prepared);
  const isToldOfNews = useRef(false);
  if (isToldOfNews.current && prepared !== opened) {
    isToldOfNews.current = false;
    setOpened(prepared);
  }
  const onNews = () => {
    isToldOfNews.current = true;
    props.onNews();
  };
  const link = <a href={`/partnerships/${prepared.id}#check-in-${meeting.checkInId}`}>See what came of it</a>;
  if (!prepared.permissions.includes("EDIT_PARTNERSHIP")) return <Empty says="You can read this check-in, and not change it."><p>{link}</p></Empty>;
  if (wasOpen.current) return <MeetingForm {...props} prepared={opened} onNews={onNews} partner={capital(partnerWord(prepared))} />;
  if (meeting.held) return <Empty says={`It was held on ${dayText(meeting.held)}.`}><p>{link}</p></Empty>;
  return <Empty says="It was cancelled."><p><a href={`/partnerships/${prepared.id}#check-ins`}>See the check-ins</a></p></Empty>;
}

function NoSuchCheckIn({ id, isKnown }: { id: string; isKnown: boolean }) {
  return (
    <Empty says="There is no such check-in.">
      <p>Nothing has this address, or it is not yours to see. {isKnown ? <a href={`/partnerships/${id}#check-ins`}>See the check-ins</a> : <a href="/partnerships">All partnerships</a>}</p>
    </Empty>
  );
}
