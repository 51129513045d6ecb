"""Learning to guess categories from finished cases, and which learned version is in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import Gone, NotAllowed, RuleBroken, Stale
from linli.solvers.text.classifier import TextClassifier
from linli.solvers.text.measuring import Figures, measured
from linli.triage.models import TriageModel
from linli.triage.queries.learner import text_learner
from linli.triage.rules.learning import Comparison, Example, compared, guesses, parted, taught
from linli.triage.terms import KEPT_WEIGHTS, LEAST_LEARNED, MOST_CONFUSIONS, MOST_LEARNED, SEED, TAUGHT


def learn_texts(actor: Actor, *, now: datetime, seed: int = SEED, most: int = MOST_LEARNED) -> TriageModel:
    """Learn a new version from the newest finished cases; put it in use unless it is worse than the old one.

    Takes seconds to minutes, most of them outside any transaction.
    """
    if not actor.has(Right.PACK_MANAGE):
        raise NotAllowed("may_not_learn")
    examples = _examples(most)
    earlier, newest = parted(examples)
    if len(examples) < LEAST_LEARNED or len({one.code for one in earlier}) < 2:
        sentence = _("办结的诉求还不够：至少要 %(n)d 件、两个类别，才能学习。") % {"n": LEAST_LEARNED}
        raise RuleBroken("too_few_to_learn", sentence)
    learn = text_learner()
    trial = learn([one.text for one in earlier], [(one.code,) for one in earlier], seed=seed)
    figures = measured(guesses(trial, newest))
    current = TriageModel.objects.filter(active=True).first()
    beside = _beside(current, trial, newest)
    final = learn([one.text for one in examples], [(one.code,) for one in examples], seed=seed, like=trial)
    return _stored(actor, Learned(final, examples, figures, current, beside, seed), now=now)


@dataclass(frozen=True, slots=True)
class Learned:
    """What a run of learning brought: the model learned from all examples, the figures of its trial."""

    model: TextClassifier
    examples: Sequence[Example]
    figures: Figures
    current: TriageModel | None  # in use when it was compared
    beside: Comparison | None
    seed: int


def _examples(most: int) -> list[Example]:
    cases = Case.objects.filter(state__in=TAUGHT, category__isnull=False).exclude(text="")
    rows = cases.order_by("-pk").values_list("pk", "text", "category__code")[:most]
    return taught([Example(*row) for row in rows])


def _beside(
    current: TriageModel | None, trial: TextClassifier, newest: Sequence[Example]
) -> Comparison | None:
    """On cases that came after the active one had learned: those it knows would flatter it."""
    if current is None or current.weights is None:
        return None
    unseen = [one for one in newest if one.case_id > current.last_case_id]
    theirs = TextClassifier.from_bytes(bytes(current.weights))
    return compared(guesses(trial, unseen), guesses(theirs, unseen))


@transaction.atomic
def _stored(actor: Actor, learned: Learned, *, now: datetime) -> TriageModel:
    figures, current, beside = learned.figures, learned.current, learned.beside
    last = TriageModel.objects.order_by("-version").values_list("version", flat=True).first() or 0
    weights = learned.model.to_bytes()
    confused = sorted(figures.confusions.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_CONFUSIONS]
    made = TriageModel(
        version=last + 1,
        trained_at=now,
        seed=learned.seed,
        cases=len(learned.examples),
        last_case_id=learned.examples[-1].case_id,
        labels=list(learned.model.labels),
        held_out=figures.n,
        right=figures.right,
        macro_f1=figures.macro_f1,
        offered=figures.offered,
        right_when_offered=figures.right_when_offered,
        confusions=[[was, said, times] for (was, said), times in confused],
        threshold=learned.model.threshold,
        compared_with=current.version if current and beside else None,
        compared_on=beside.on if beside else 0,
        compared_right=beside.right if beside else 0,
        compared_right_then=beside.right_then if beside else 0,
        worse=beside.worse if beside else False,
        weights=weights,
        digest=sha256(weights).hexdigest(),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # somebody else learned in this moment
        raise Stale("learned_meanwhile") from None
    audit.record(
        actor, "triage.model_learned", made, now=now, version=made.version, cases=made.cases,
        right=made.right, held_out=made.held_out, worse=made.worse,
    )  # fmt: skip
    if not made.worse:
        activate_model(actor, made, now=now, instead_of=current.version if current else 0)
    _forget_old_weights()
    return made


def _forget_old_weights() -> None:
    kept = TriageModel.objects.order_by("-version").values_list("pk", flat=True)[:KEPT_WEIGHTS]
    TriageModel.objects.filter(active=False, weights__isnull=False).exclude(pk__in=list(kept)).update(
        weights=None
    )


@transaction.atomic
def activate_model(
    actor: Actor, model: TriageModel, *, now: datetime, instead_of: int | None = None, anyway: bool = False
) -> TriageModel:
    """Put a version in use, newer or older. `instead_of`: the version the actor saw in use, 0 for none.

    One that was measured as worse needs `anyway`: a person has seen the figures and decides.
    """
    if not actor.has(Right.PACK_MANAGE):
        raise NotAllowed("may_not_activate_model")
    if model.weights is None:
        raise Gone("model_forgotten", _("这一版太旧，权重已经清理，只保留了成绩。请选一个较新的版本。"))
    current = TriageModel.objects.filter(active=True).first()
    if current is not None and current.pk == model.pk:
        return model
    if instead_of is not None and (current.version if current else 0) != instead_of:
        raise Stale("model_changed")
    if model.worse and not anyway:
        sentence = _("这一版比第 %(n)d 版差。看过成绩仍要启用，请勾选“我看过成绩，仍然启用”。")
        raise RuleBroken("model_worse", sentence % {"n": model.compared_with or 0}, {"anyway": _("请先勾选")})
    TriageModel.objects.filter(active=True).update(active=False)
    TriageModel.objects.filter(pk=model.pk).update(active=True, activated_at=now)
    model.active, model.activated_at = True, now
    audit.record(
        actor, "triage.model_activated", model, now=now, version=model.version, anyway=anyway,
        instead_of=current.version if current else None,
    )  # fmt: skip
    return model
