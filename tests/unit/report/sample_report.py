"""Two reports as the builder would make them: a rich joint one and a solo one.

The numbers are invented; the texts are as long as real ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pairbond.findings.confidence import Confidence
from pairbond.findings.model import (
    Chart,
    Evidence,
    Finding,
    HelpEntry,
    Person,
    Prose,
    Report,
    Section,
    TableBlock,
)
from pairbond.instruments.norms import JointDensity
from pairbond.report.figures import density_polygons
from pairbond.types import Estimate, Table

NORM = "22,654 people who took an online attachment quiz, 2012, single and partnered, other wording"
CLEAR, LIKELY, UNSURE, DESCRIBED = (
    Confidence.CLEAR,
    Confidence.LIKELY,
    Confidence.CANNOT_TELL,
    Confidence.DESCRIBED,
)


def joint_density(n: int = 22_654, seed: int = 1) -> JointDensity:
    """Simulated counts of two 18-item means with a floor, on cells one step wide."""
    rng = np.random.default_rng(seed)
    scores = rng.multivariate_normal([3.07, 2.54], [[0.64, -0.02], [-0.02, 0.68]], n)
    scores = np.clip(np.round(scores * 18) / 18, 1, 5)
    edges = 1 - 0.5 / 18 + np.arange(74) / 18
    counts, _, _ = np.histogram2d(scores[:, 1], scores[:, 0], bins=[edges, edges])
    return JointDensity(
        x="ecr.anxiety", y="ecr.avoidance", x_edges=edges, y_edges=edges, counts=counts.astype(np.int64)
    )


def estimate(value: float, se: float, n: int = 18) -> Estimate:
    return Estimate(
        value=value, lower=value - 1.96 * se, upper=value + 1.96 * se, level=0.95, se=se, n=n, method="mean"
    )


def evidence(label: str, detail: str, **rest: Any) -> Evidence:
    return Evidence(label=label, detail=detail, **rest)


def finding(section: str, name: str, text: str, *behind: Evidence, **rest: Any) -> Finding:
    options: dict[str, Any] = {
        "grade": "B", "confidence": LIKELY, "reader": "joint", "rule": f"{section}.{name}", "probability": 0.86,
    }  # fmt: skip
    return Finding(id=f"{section}.{name}", section=section, text=text, evidence=behind, **(options | rest))


def person_point(
    who: str, name: str, x: float, y: float, rx: float = 0.42, ry: float = 0.38
) -> dict[str, Any]:
    return {"who": who, "name": name, "x": x, "y": y, "rx": rx, "ry": ry}


def map_chart(*points: dict[str, Any], density: bool = True, name: str = "map") -> Chart:
    regions: dict[str, Any] | None = None
    if density:
        regions = density_polygons(joint_density())
        regions["label"] = (
            "Where 50, 80 and 95 of 100 people stand, of 22,654 who took an online attachment quiz in 2012"
        )
    return Chart(
        id=name,
        kind="map",
        title="Closeness: two people on one map",
        description="Sam stands right of the middle, more often worried about being left; Robin stands higher, "
        "keeping more distance. The rings show how far each point could move if you answered again: "
        "they do not touch.",
        data={
            "domain": [1, 5],
            "x_title": "Attachment anxiety",
            "y_title": "Attachment avoidance",
            "x_ends": ["seldom worried about being left", "often worried about being left"],
            "y_ends": ["at ease with closeness", "keeps some distance"],
            "points": list(points),
            "density": regions,
        },
        table=Table(
            title="Where each stands, 1 to 5",
            columns=("Person", "Anxiety", "Avoidance"),
            rows=tuple(
                (p["name"], f"{p['x']:.1f} (±{p['rx']:.1f})", f"{p['y']:.1f} (±{p['ry']:.1f})")
                for p in points
            ),
            notes=("± is the half width of a 95% interval.",),
            numeric=frozenset({1, 2}),
        ),
    )


def dots_chart(
    name: str,
    title: str,
    labels: list[tuple[str, str | None]],
    seed: int,
    *,
    people: tuple[str, ...] = ("Sam", "Robin"),
    **rest: Any,
) -> Chart:
    rng = np.random.default_rng(seed)
    rows, table = [], []
    for label, group in labels:
        points = []
        for who, person in zip("ab", people, strict=False):
            value = float(rng.uniform(1.4, 4.6))
            half = float(rng.uniform(0.3, 0.6))
            points.append(
                {"who": who, "name": person, "value": value, "lower": value - half, "upper": value + half,
                 "text": f"{value:.1f}"}
            )  # fmt: skip
        rows.append({"label": label, "group": group, "points": points})
        cells = (f"{p['value']:.1f} ({p['lower']:.1f}–{p['upper']:.1f})" for p in points)
        table.append((label, *cells))
    return Chart(
        id=name,
        kind="dots",
        title=title,
        description="Each dot is a mean of answers, the line its 95% interval. Where two lines of a row lie "
        "apart, you differ by more than the error of the questionnaire.",
        data={
            "domain": [1, 5],
            "x_title": "How often, from 1 (never) to 5 (very often)",
            "rows": rows,
            "reference": rest.get("reference"),
            "reference_label": rest.get("reference_label"),
        },
        table=Table(
            title=f"{title}, mean answers from 1 to 5",
            columns=("Scale", *people),
            rows=tuple(table),
            numeric=frozenset(range(1, len(people) + 1)),
        ),
    )


def joint_report(a: str = "Sam", b: str = "Robin") -> Report:
    return Report(
        mode="full",
        reader="joint",
        title="Relationship check-in",
        subtitle=f"{a} and {b}, 1 November 2026",
        language="en",
        people=(Person(who="a", name=a), Person(who="b", name=b)),
        header=(
            ("Who agreed", f"{a} shares closeness, conflict, values and personality openly; {b} the same."),
            ("Answered", f"{a} on 30 October 2026, {b} on 1 November 2026"),
            ("Questionnaires", "closeness 1.0, conflict 1.0, values 1.0, deal-breakers 1.0, IPIP-50 1.0"),
            ("Purpose", "To help two people talk. Not for court, custody, hiring or immigration."),
            ("To stop", "Either of you can withdraw at any time; the joint report then goes for both."),
            ("Please note", "We cannot check who answered. Waiting a day before you talk about this can help."),
        ),
        sections=(
            summary(a, b), certainty(a, b), strengths(a, b), closeness_map(a, b), conflict(a, b),
            personality(a, b), values(a, b), method(), help_section(),
        ),
        cannot_say=(
            "Whether you will stay together: no questionnaire can tell, and we do not try.",
            f"Whether {a} or {b} wants more children: one of you left that part out.",
            "Whether the two of you are closer or further apart than a year ago: this is the first time you answered.",
            "How often the two of you argue: nobody kept a diary.",
        ),
        versions={"pairbond": "0.1.0"},
    )  # fmt: skip


def summary(a: str, b: str) -> Section:
    anxious = evidence(
        f"{a}'s answers", "18 of 18 statements about worry answered; higher than about 80 of 100 people",
        estimate=estimate(3.9, 0.21), items=("closeness.02", "closeness.08", "closeness.14"), norm=NORM,
    )  # fmt: skip
    return Section(
        id="summary",
        number=1,
        title="In one screen",
        blocks=(
            Prose(
                role="intro",
                text="Three topics, then three sentences. Every line opens what it rests on. There is no score for "
                "the two of you together, because no such number would mean anything.",
            ),
            finding("summary", "attachment", f"When closeness feels unsure, {a} tends to look for it and {b} tends to step back. "
                    "Each move makes the other more likely.", anxious,
                    evidence(f"{b}'s answers", "18 of 18 answered; keeps more distance than about 80 of 100 people", estimate=estimate(3.4, 0.2), norm=NORM),
                    verdict="friction", topic="Closeness", confidence=CLEAR, probability=0.97, citations=("li-chan-2012",)),
            finding("summary", "conflict", "Both of you say that you repair after a quarrel, and each of you sees the other do it.",
                    evidence("Both reports", "repair rated 4 or more by each, and seen by each"),
                    verdict="fit", topic="Quarrels", confidence=LIKELY, probability=0.84, grade="B"),
            finding("summary", "values", "The order of what matters to you is close to what any two people share, so we cannot call it a fit or a friction.",
                    evidence("Profile agreement", "beyond what two strangers share", estimate=estimate(0.12, 0.19, 30)),
                    verdict="unknown", topic="Values", confidence=UNSURE, probability=0.55, grade="B"),
            finding("summary", "strength", f"Kindness to those close to you stands first for both {a} and {b}.",
                    evidence("Top of both lists", "benevolence, first of ten for each"), confidence=CLEAR, probability=0.96, grade="A"),
            finding("summary", "loop", f"The main loop: when a message stays unanswered, {a} asks again, {b} goes quiet, and {a} asks louder.",
                    evidence("Named by both", f"{a}: asking for reassurance; {b}: going quiet"), grade="B"),
            finding("summary", "try", f"One thing to try this week: {b} names a time (“I need an hour, then I call”) and {a} waits for it without a second message.",
                    evidence("Why this", "it interrupts the loop at the place both of you named"), grade="C", confidence=DESCRIBED, probability=None),
        ),
    )  # fmt: skip


def certainty(a: str, b: str) -> Section:
    return Section(
        id="certainty",
        number=2,
        title="How sure are we",
        blocks=(
            Prose(text="What was answered, how steadily, and how well the comparison group fits you."),
            TableBlock(
                id="answers",
                table=Table(
                    title="What was answered",
                    columns=("Part", f"{a} answered", f"{b} answered", "Steadiness", "Compared with"),
                    rows=(
                        ("Closeness", "36 of 36", "35 of 36", "good, good", "borrowed norms"),
                        ("Conflict", "48 of 48", "48 of 48", "good, fair", "none"),
                        ("Values", "30 of 30", "30 of 30", "good, good", "none"),
                        ("Personality", "50 of 50", "41 of 50", "good, good", "borrowed norms"),
                    ),
                    notes=("Steadiness: how alike the odd and even statements of a part were answered.",),
                    numeric=frozenset({1, 2}),
                ),
            ),
            Prose(
                role="caution",
                text="The comparison group are people who took an online attachment quiz, single and partnered, with "
                "different wording. Couples generally may score lower, so these percentiles reassure too much.",
            ),
            finding("certainty", "fast", f"{b} answered the conflict part quickly, 2.1 seconds a statement. We still use it, with wider intervals.",
                    evidence("Times", "median 2.1 s over 48 statements"), confidence=DESCRIBED, probability=None, grade="A"),
        ),
    )  # fmt: skip


def strengths(a: str, b: str) -> Section:
    texts = (
        (
            "repair",
            "You both come back after a quarrel. Each says so of themselves, and each sees it in the other; people seldom agree on that by chance.",
            CLEAR,
            "A",
        ),
        (
            "solve",
            f"{a} and {b} both say they try to find a way that works for two, more often than they attack or give in.",
            LIKELY,
            "B",
        ),
        (
            "kind",
            "Kindness to those close to you stands first on both lists of values. It is the value most people put high, so it says more about each of you than about the match.",
            CLEAR,
            "A",
        ),
        (
            "faith",
            "Faith, money and where to live: you stand within one step of each other, and neither calls it a reason to part.",
            DESCRIBED,
            "A",
        ),
    )
    return Section(
        id="strengths",
        number=3,
        title="What goes well",
        blocks=tuple(
            finding("strengths", name, text,
                    evidence(f"{a}'s and {b}'s answers", "mean of six statements each", estimate=estimate(4.1, 0.24, 12)),
                    evidence("As seen by the other", "4.3 and 4.0 of 5", items=("conflict.31", "conflict.37")),
                    confidence=word, grade=grade, probability=None if word is DESCRIBED else 0.91, citations=("joel-2020",))
            for name, text, word, grade in texts
        ),
    )  # fmt: skip


def closeness_map(a: str, b: str) -> Section:
    def level(who: str, scale: str, text: str, value: float, word: Confidence = CLEAR) -> Finding:
        return finding(
            "map", f"{who}-{scale}", text,
            evidence("Scale", f"mean of 18 statements about {scale}", estimate=estimate(value, 0.2), norm=NORM,
                     items=tuple(f"closeness.{i:02d}" for i in range(2, 12, 2))),
            confidence=word, grade="A", citations=("fraley-2015", "brennan-1998"), probability=0.97,
        )  # fmt: skip

    return Section(
        id="map",
        number=4,
        title="Two people on one map",
        blocks=(
            Prose(role="intro", text="Two questions about closeness, not types of person: how often you worry about being left, and how much distance you keep when someone comes near. Most people stand somewhere in the middle, and where you stand can differ from one person to the next."),
            map_chart(person_point("a", a, 3.9, 2.2), person_point("b", b, 2.4, 3.4, 0.45, 0.4)),
            level("a", "anxiety", f"{a} worries about being left more than about 80 of 100 people in the comparison group.", 3.9),
            level("a", "avoidance", f"On distance, {a} stands near the middle of the comparison group.", 2.2, UNSURE),
            level("b", "anxiety", f"{b} worries somewhat less than most; the interval includes the middle, so we do not call it low.", 2.4, UNSURE),
            level("b", "avoidance", f"{b} keeps more distance than about 80 of 100 people in the comparison group.", 3.4),
            finding("map", "difference", f"You differ on both: {a} looks for closeness sooner, {b} needs more room first. Couples with this difference can do well or badly; what you do when it shows matters more than the difference.",
                    evidence("Anxiety", "difference in SD of the group", estimate=estimate(1.6, 0.36)),
                    evidence("Avoidance", "difference in SD of the group", estimate=estimate(-1.4, 0.35)),
                    confidence=CLEAR, probability=0.99, citations=("li-chan-2012", "candel-2019")),
            Prose(role="question", text="When did each of you last feel near without having to ask for it, and what had the other done just before?"),
        ),
    )  # fmt: skip


CONFLICT = [
    ("Attack and blame", "What each does"), ("Withdraw", "What each does"), ("Give in", "What each does"),
    ("Look for a solution", "What each does"), ("Repair afterwards", "What each does"),
    ("Too stirred up to think", "What each does"),
    ("One presses, the other pulls back", "As seen by the other"), ("Withdraw, as the other sees it", "As seen by the other"),
]  # fmt: skip


def conflict(a: str, b: str) -> Section:
    texts = (
        (
            "withdraw",
            f"{b} says that they fall silent or leave in a quarrel more often than {a} does, and {a} sees it too.",
            CLEAR,
        ),
        (
            "demand",
            f"{a} presses to talk while {b} pulls back: both reports say so. The other direction is rare by both.",
            LIKELY,
        ),
        ("attack", "Neither of you blames or attacks often, by both reports.", LIKELY),
        (
            "flood",
            f"{a} is often too stirred up to think in a quarrel. A pause with a return time helps people in that state more than arguments do.",
            LIKELY,
        ),
        (
            "topics",
            "Money and time with family are the topics you both marked as hard. Neither marked sex or children.",
            DESCRIBED,
        ),
    )
    return Section(
        id="conflict",
        number=8,
        title="Conflict under stress",
        blocks=(
            Prose(text="What each of you does in a quarrel, by your own report and as the other sees it."),
            dots_chart("conflict", "What each does in a quarrel", CONFLICT, 5, people=(a, b)),
            *(
                finding("conflict", name, text, evidence("Own report", "mean of six statements", estimate=estimate(3.6, 0.3, 6), items=("conflict.07", "conflict.13")),
                        evidence("Seen by the other", "3.9 of 5"), confidence=word, citations=("christensen-1990",),
                        probability=None if word is DESCRIBED else 0.88)
                for name, text, word in texts
            ),
            Prose(role="note", text="A pattern of pressing and pulling back describes both moves at once. It does not say who began."),
        ),
    )  # fmt: skip


def personality(a: str, b: str) -> Section:
    domains = ["Extraversion", "Agreeableness", "Conscientiousness", "Negative emotionality", "Openness"]
    return Section(
        id="personality",
        number=8,
        title="What each brings",
        blocks=(
            dots_chart("big-five", "Five broad traits", [(d, None) for d in domains], 9, people=(a, b),
                       reference=3.2, reference_label="middle of the comparison group"),
            finding("personality", "neuroticism", f"{a} feels worry and low mood more readily than most. Of the five traits this one is tied most to how people rate their relationship, and even that tie is small.",
                    evidence("Scale", "mean of ten statements", estimate=estimate(3.8, 0.26, 10), norm="1,015,000 online respondents, IPIP-50, 2016"), grade="A", citations=("malouff-2010",)),
            finding("personality", "no-match", "Being alike or different on these traits adds next to nothing, so we make no claim about how they match.",
                    evidence("Studies", "similarity explains under half a percent of satisfaction in three national samples"), grade="A", confidence=DESCRIBED, probability=None, citations=("dyrenforth-2010",)),
        ),
    )  # fmt: skip


def values(a: str, b: str) -> Section:
    names = [
        "Benevolence",
        "Universalism",
        "Self-direction",
        "Stimulation",
        "Hedonism",
        "Achievement",
        "Power",
        "Security",
        "Conformity",
        "Tradition",
    ]
    topics = (
        ("Children", "one, perhaps two", "not sure", "1 step", "high, high", "talk about"),
        ("Commitment", "marry", "marry", "none", "high, middle", "—"),
        ("Monogamy", "yes", "yes", "none", "high, high", "—"),
        ("Faith", "little", "none", "1 step", "low, low", "live with"),
        ("Money", "save first", "spend on today", "3 steps", "high, middle", "decide"),
        ("Place", "this city", "by the sea", "2 steps", "low, high", "talk about"),
        ("Family", "weekly", "now and then", "2 steps", "middle, middle", "live with"),
        ("Household", "even", "even", "none", "middle, low", "—"),
        ("Substances", "wine at meals", "none", "1 step", "low, middle", "live with"),
        ("Politics", "left of centre", "centre", "1 step", "low, low", "live with"),
    )
    return Section(
        id="values",
        number=9,
        title="Values and deal-breakers",
        blocks=(
            dots_chart("values", "What matters to each", [(name, None) for name in names], 12, people=(a, b)),
            finding("values", "agreement", "Your orders of values agree about as much as those of any two strangers. Most people share most of the order, so we subtract that first.",
                    evidence("Agreement beyond strangers", "correlation of centred profiles", estimate=estimate(0.12, 0.19, 30)), confidence=UNSURE, probability=0.55, citations=("schwartz-2012",)),
            finding("values", "shared", "Highest for both: kindness to those close to you, and thinking for yourself.", evidence("Rank", "first and third; first and second"), confidence=LIKELY),
            finding("values", "tension", f"The widest gap: security matters more to {a}, new experience more to {b}.", evidence("Gap", "in points of the five-point scale", estimate=estimate(1.4, 0.45, 6)), confidence=LIKELY),
            TableBlock(
                id="dealbreakers",
                table=Table(title="Ten topics couples part over", columns=("Topic", f"{a}'s place", f"{b}'s place", "Apart", "Importance", "What to do"), rows=topics,
                            notes=("Apart: steps between your places beyond how far each said they can move.",)),
            ),
            Prose(role="question", text="Money is three steps apart and matters to both of you. What would each of you need to see happen by spring?"),
        ),
    )  # fmt: skip


def method() -> Section:
    sources = (
        ("brennan-1998", "Brennan, K. A., Clark, C. L., & Shaver, P. R. (1998). Self-report measurement of adult attachment. In Attachment theory and close relationships. Guilford."),
        ("candel-2019", "Candel, O.-S., & Turliuc, M. N. (2019). Insecure attachment and relationship satisfaction. Personality and Individual Differences, 147, 190-199. https://doi.org/10.1016/j.paid.2019.04.037"),
        ("christensen-1990", "Christensen, A., & Heavey, C. L. (1990). Gender and social structure in the demand/withdraw pattern. JPSP, 59, 73-81."),
        ("dyrenforth-2010", "Dyrenforth, P. S., et al. (2010). Predicting relationship and life satisfaction from personality in nationally representative samples. JPSP, 99, 690-702."),
        ("fraley-2015", "Fraley, R. C., et al. (2015). Are adult attachment styles categorical or dimensional? JPSP, 109, 354-368."),
        ("joel-2020", "Joel, S., et al. (2020). Machine learning uncovers the most robust self-report predictors of relationship quality. PNAS, 117, 19061-19071."),
        ("li-chan-2012", "Li, T., & Chan, D. K.-S. (2012). How anxious and avoidant attachment affect romantic relationship quality differently. EJSP, 42, 406-419."),
        ("malouff-2010", "Malouff, J. M., et al. (2010). The five-factor model of personality and relationship satisfaction of intimate partners. JRP, 44, 124-127."),
        ("schwartz-2012", "Schwartz, S. H., et al. (2012). Refining the theory of basic individual values. JPSP, 103, 663-688."),
    )  # fmt: skip
    return Section(
        id="method",
        number=13,
        title="Method and sources",
        blocks=(
            Prose(text="A scale is the mean of its statements after reversed ones are turned. Its error comes from how well the statements hang together in the comparison group, plus a margin because our wording is not theirs."),
            Prose(text="We call a difference likely when the chance that it exceeds .3 standard deviations, after shrinking towards the group, is at least 80 in 100, and clear at 95 in 100; and only when the plain interval leaves out zero."),
            TableBlock(id="sources", table=Table(title="Sources", columns=("Key", "Source"), rows=sources)),
        ),
    )  # fmt: skip


def help_section() -> Section:
    return Section(
        id="help",
        number=14,
        title="Help",
        blocks=(
            Prose(role="help", text="The same for everyone who reads a report."),
            HelpEntry(name="In danger now", contact="112 or 911", note="Call the emergency number of your country. You need not be sure."),
            HelpEntry(name="Someone to talk to, any hour", contact="findahelpline.com", note="Free and confidential lines in most countries, by phone, chat or text."),
            HelpEntry(name="If you are afraid of your partner, or have frightened them", contact="local domestic abuse line", note="They speak with anyone, also without a name, also about what you did yourself."),
        ),
    )  # fmt: skip


def solo_report(name: str = "Sam") -> Report:
    """A report for one person: own point only, no verdicts, no certainty section."""
    own = {"reader": "a", "confidence": CLEAR, "grade": "A", "probability": 0.97}
    return Report(
        mode="solo",
        reader="a",
        title="Relationship check-in",
        subtitle=f"For {name}, 1 November 2026",
        language="en",
        people=(Person(who="a", name=name),),
        header=(("Answered", "30 October 2026"), ("Please note", "We cannot check who answered.")),
        sections=(
            Section(
                id="map",
                number=4,
                title="Where you stand",
                blocks=(
                    map_chart(person_point("a", name, 3.9, 2.2), density=False),
                    finding("map", "anxiety", "You worry about being left more than about 80 of 100 people in the comparison group.",
                            evidence("Your answers", "18 of 18", estimate=estimate(3.9, 0.21), items=("closeness.02",), norm=NORM), **own),
                ),
            ),
            Section(
                id="conflict",
                number=8,
                title="In a quarrel",
                blocks=(
                    dots_chart("conflict", "What you do", [("Withdraw", None)], 4, people=(name,)),
                    finding("conflict", "nothing", "Nothing here stands out.", confidence=UNSURE, reader="a"),
                ),
            ),
            Section(id="odd id: ä/?", number=14, title="Help", blocks=(HelpEntry(name="In danger now", contact="112", note=""),)),
        ),
        cannot_say=("How your partner would answer.",),
        versions={},
    )  # fmt: skip
