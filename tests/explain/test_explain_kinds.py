"""Small rules, one for each thing that an explanation has to tell, in the words of the kit."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "check"))

from kit import ZONE, at, episode, rule_set

from compliance.check.explanation import Explanation, Why
from compliance.check.trace import Wrong
from compliance.check.trace_acts import Outcome
from compliance.payment import Judge
from compliance.payment.explain import Explain, Question
from compliance.payment.explanation import EpisodeExplanation
from compliance.report.explain_text import ExplainText

LATER = "2024-06-30T23:59:59"


def whole(text: str, *events: str, as_of: str = LATER, **facts: object) -> EpisodeExplanation:
    explain = Explain(Judge(rule_set(text)))
    return explain.episode(episode(events, facts), at(as_of), "prov", Question(everything=True))


def one(text: str, *events: str, as_of: str = LATER, rule: str = "r", **facts: object) -> Explanation:
    found = whole(text, *events, as_of=as_of, **facts).findings
    (only,) = [e.explanation for e in found if e.explanation.finding.rule.name == rule]
    return only


def said(text: str, explanation: Explanation) -> str:
    rules = rule_set(text)
    lines = ExplainText(rules.vocabulary, ZONE, rules.guidelines).finding(explanation, None)
    return " ".join(" ".join(lines).split())


def outcomes(explanation: Explanation) -> dict[str, str]:
    return {c.event.id: c.outcome.value for c in explanation.candidates}


def test_a_fact_that_changes_names_the_event_that_set_it():
    text = "skyldighet r\n  när p blir sant\n  ska chef göra åtgärd\n  inom 1 dag\n"
    found = one(text, "e1 val 4T10:00 vilket=p till=true")
    assert found.start.kind == "fact" and found.start.origin is not None
    assert found.start.origin.event is not None and found.start.origin.event.id == "e1"
    assert "`p blir sant`: p är sant sedan 2024-03-04 10:00 (val e1)" in said(text, found)


def test_a_breach_that_starts_a_rule_is_named_with_its_moment():
    text = (
        "skyldighet a\n  när start\n  ska chef göra åtgärd\n  inom 1 dag\n"
        "skyldighet r\n  när regel a bryts\n  ska chef göra ring\n  inom 1 dag\n"
    )
    found = one(text, "e1 start 4T10:00 chef")
    assert (found.start.kind, found.start.rule) == ("breach", "a")
    assert "`regel a bryts`: regeln bröts 2024-03-05 23:59:59" in said(text, found)


def test_a_rule_that_waits_for_a_breach_says_that_there_was_none():
    text = (
        "skyldighet a\n  när start\n  ska chef göra åtgärd\n  inom 1 dag\n"
        "skyldighet r\n  när regel a bryts\n  ska chef göra ring\n  inom 1 dag\n"
    )
    without = whole(text, "e1 start 4T10:00 chef", "e2 åtgärd 4T11:00 chef").without
    assert [(w.name, w.why) for w in without] == [("r", Why.NO_BREACH)]


def test_of_two_limits_both_are_shown():
    text = "skyldighet r\n  när start\n  ska chef göra åtgärd\n  inom 2 dagar från senare av (start, annan)\n"
    found = one(text, "e1 start 4T10:00 chef", "e2 annan 5T10:00 chef")
    assert found.due is not None and found.due.start is not None
    assert [o.event.id for o in found.due.start.options if o.event] == ["e1", "e2"]
    assert found.due.start.event is not None and found.due.start.event.id == "e2"
    assert "räknat från start e1, 2024-03-04 10:00 och annan e2, 2024-03-05 10:00" in said(text, found)


def test_an_act_by_a_unit_that_is_not_recorded_may_be_the_one():
    text = "skyldighet r\n  när start\n  ska varje mottagare göra svar\n  inom 1 dag\n"
    events = ("e1 start 4T10:00 chef>enhet/A,enhet/B", "e2 svar 4T11:00 enhet")
    for explained in (e.explanation for e in whole(text, *events).findings):
        assert outcomes(explained) == {"e2": "unsure"}
        assert explained.candidates[0].unknown == (Wrong.BY,)
        assert "det framgår inte vem eller vilken enhet" in said(text, explained)


def test_an_act_counts_for_one_of_two_and_the_other_says_for_which():
    text = "skyldighet r\n  när start\n  ska chef göra åtgärd\n  inom 2 dagar\n"
    events = ("e1 start 4T10:00 chef", "e2 start 4T11:00 chef", "e3 åtgärd 4T12:00 chef")
    first, second = (e.explanation for e in whole(text, *events).findings)
    assert (outcomes(first), outcomes(second)) == ({"e3": "counted"}, {"e3": "claimed"})
    assert "räknades för chef (utlöst av e1)" in said(text, second)


def test_an_act_that_answers_another_says_which():
    text = "skyldighet r\n  när start\n  ska enhet göra svar\n  inom 2 dagar\n"
    events = ("e1 start 4T10:00 chef", "e2 start 4T11:00 chef", "e3 svar 4T12:00 enhet re=e2")
    first, second = (e.explanation for e in whole(text, *events).findings)
    assert outcomes(first) == {"e3": "wrong"} and Wrong.ANSWERS in first.candidates[0].wrong
    assert "gäller inte e1 utan e2" in said(text, first)
    assert outcomes(second) == {"e3": "counted"}


def test_a_field_of_the_act_with_the_wrong_value_is_shown():
    text = "skyldighet r\n  när start\n  ska chef göra åtgärd där (ja är sant)\n  inom 1 dag\n"
    found = one(text, "e1 start 4T10:00 chef", "e2 åtgärd 4T11:00 chef ja=false")
    assert found.candidates[0].wrong == (Wrong.WHERE,)
    assert "falskt ja är sant: e2 anger ja falskt" in said(text, found)


def test_what_a_prohibition_forbids_does_not_depend_on_what_it_answers():
    text = "förbud r\n  om p\n  får inte någon göra svar\n"
    found = one(text, "e1 start 4T10:00 chef", "e2 svar 4T11:00 chef re=e1", p=True)
    assert found.act is not None and found.act.outcome is Outcome.COUNTED


def test_what_must_come_first_and_had_not_is_told():
    text = "förbud r\n  får inte chef göra åtgärd före annan\n"
    found = one(text, "e1 åtgärd 4T10:00 chef", "e2 annan 4T11:00 chef")
    assert found.order is not None and found.order.out_of_order is True
    assert "annan e2, 2024-03-04 11:00, av chef: kom först senare det hade inte hänt" in said(text, found)


def test_an_allowed_act_says_why_it_was_allowed():
    text = "förbud r\n  får inte chef göra åtgärd före annan\n"
    (why,) = whole(text, "e1 annan 4T10:00 chef", "e2 åtgärd 4T11:00 chef").without
    assert why.why is Why.ACT_ALLOWED
    assert [a.order.out_of_order for a in why.acts if a.order is not None] == [False]


def test_an_act_of_the_last_time_is_not_of_the_next():
    text = "skyldighet r\n  när start\n  ska chef göra åtgärd\n  minst en gång per 1 vecka\n"
    events = ("e1 start 4T10:00 chef", "e2 åtgärd 6T10:00 chef", "e3 åtgärd 6T10:00 chef")
    first, *rest = (e.explanation for e in whole(text, *events, as_of="12T10:00").findings)
    assert outcomes(first) == {"e2": "counted", "e3": "after_another"}
    assert [outcomes(e) for e in rest] == [{"e2": "wrong", "e3": "wrong"}]


def test_an_exception_that_comes_to_hold_says_from_when():
    text = "skyldighet r\n  när start\n  ska chef göra åtgärd\n  inom 2 dagar\nundantag u\n  från regel r\n  om p\n"
    found = one(text, "e1 start 4T10:00 chef", p={"4T09:00": False, "5T10:00": True})
    assert [e.began for e in found.escapes] == [at("5T10:00")]
    assert "u: gällde från 2024-03-05 10:00" in said(text, found)


def test_a_suspension_in_which_the_time_ran_out_is_named():
    text = (
        "skyldighet r\n  när start\n  ska chef göra åtgärd\n  inom 1 dag\n"
        "uppehåll u\n  när avbrott fram till avbrott.slut\n  vilar r\n"
    )
    found = one(text, "e1 start 4T10:00 chef", "e2 avbrott 5T10:00 slut=6T10:00")
    assert [o.covers_due for o in found.outages] == [True]
    assert "fristen gick ut under uppehållet" in said(text, found)


def test_a_fact_that_is_known_too_late_says_when():
    text = "skyldighet r\n  när start\n  om p\n  ska chef göra åtgärd\n  inom 1 dag\n"
    found = one(text, "e1 start 4T10:00 chef", p={"5T09:00": True})
    assert "okänt p: finns i underlaget först från 2024-03-05 09:00" in said(text, found)


def test_a_concept_is_named_and_unfolded():
    text = (
        "begrepp b\n  betyder p eller q\n"
        "skyldighet r\n  när start\n  om b och r\n  ska chef göra åtgärd\n  inom 1 dag\n"
    )
    found = one(text, "e1 start 4T10:00 chef", p=False, q=True, r=True)
    assert found.condition is not None
    concept, plain = found.condition.parts
    assert (concept.concept, [p.text for p in concept.parts], plain.text) == ("b", ["p", "q"], "r")
    assert "sant begreppet b: minst en ska stämma falskt p: falskt (utan datum) sant q: sant" in said(text, found)


def test_no_comment_of_the_rules_stands_in_their_words():
    text = "skyldighet r\n  när start\n  om p # så är det\n     och q\n  ska chef göra åtgärd\n  inom 1 dag\n"
    found = one(text, "e1 start 4T10:00 chef", p=True, q=True)
    assert found.condition is not None and found.condition.text == "p och q"


def test_a_prohibition_that_rests_says_so():
    text = "förbud r\n  får inte chef göra åtgärd\nuppehåll u\n  när avbrott fram till avbrott.slut\n  vilar r\n"
    found = one(text, "e1 avbrott 4T09:00 slut=4T12:00", "e2 åtgärd 4T10:00 chef")
    assert "den vilar under uppehållet u" in said(text, found)
    assert "handlingen gjordes då" in said(text, found)


def test_a_permission_is_explained_by_the_act_that_used_it():
    text = "tillåtelse r\n  om p\n  får chef göra åtgärd före fas\n"
    found = one(text, "e5 åtgärd 4T10:00 chef", p=True)
    assert found.act is not None and found.act.outcome is Outcome.COUNTED
    told = said(text, found)
    assert told.startswith("TILLÅTET") and "Tillåtelsen får: `chef göra åtgärd`" in told and "Förbudet" not in told
    assert "Frist" not in told


def test_a_permission_that_nobody_used_says_so():
    text = "tillåtelse r\n  får chef göra åtgärd\n"
    (why,) = whole(text, "e1 start 4T10:00 chef").without
    assert (why.name, why.why) == ("r", Why.NO_ACT)
    (other,) = whole(text, "e1 åtgärd 4T10:00 kund").without
    assert (other.name, other.why) == ("r", Why.ACT_ALLOWED)
    rules = rule_set(text)
    lines = [" ".join(ExplainText(rules.vocabulary, ZONE, rules.guidelines).without(w)) for w in (why, other)]
    assert "Tillåtelsen användes inte" in lines[0] and "inte det som tillåtelsen gäller" in lines[1]
    assert "örbud" not in "".join(lines)


def test_a_permission_is_explained_only_when_it_is_asked_for():
    text = "tillåtelse r\n  om p\n  får chef göra åtgärd\n"
    explain, told = Explain(Judge(rule_set(text))), episode(["e5 åtgärd 4T10:00 chef"])
    asked = (Question(), Question(rules=frozenset({"r"})), Question(events=frozenset({"e5"})))
    found = [explain.episode(told, at(LATER), "prov", question).findings for question in asked]
    assert [[e.explanation.finding.status.value for e in each] for each in found] == [
        [],
        ["undetermined"],
        ["undetermined"],
    ]
