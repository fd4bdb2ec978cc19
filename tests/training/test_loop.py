"""The loop learns, repeats itself exactly, and goes on where it stopped."""

import io

import pytest
import torch

from sta_lstm.datasets.synthetic import planted_set
from sta_lstm.training import loop
from sta_lstm.training.examples import evaluate_examples, examples
from sta_lstm.training.loop import fit
from sta_lstm.training.recipe import Optimiser
from sta_lstm.training.schedule import set_rate
from sta_lstm.training.seeds import new_network
from sta_lstm.training.train import train_network

CLASSES = ("wave left hand", "squat")
STAGED = [
    {"name": "β", "epochs": 1, "attention": ["temporal"], "train": ["temporal", "main"], "layers": 1},
    {"name": "main", "epochs": 2, "attention": ["temporal"], "train": ["main"]},
    {"name": "α", "epochs": 1, "attention": ["spatial"], "train": ["spatial", "main"], "layers": 1},
    {"name": "all", "epochs": 2, "learning_rate": 0.002},
]


class Memory:
    """Keeps a run's states in memory, as a file would."""

    def __init__(self, state=None):
        self.states = []
        self._state = state

    def restore(self):
        return self._state

    def keep(self, state):
        buffer = io.BytesIO()
        torch.save(state(), buffer)
        self.states.append(buffer.getvalue())


def loaded(state):
    return torch.load(io.BytesIO(state), weights_only=True)


def trained(recipe, data, alone, *, seed=0, variant=None, memory=None, logs=None):
    variant = recipe.architecture.variant_name(variant)
    config = recipe.config(variant, n_persons=2, layout=data.layout, n_classes=2)
    network = new_network(lambda: recipe.architecture.network(config), seed)
    logs = [] if logs is None else logs
    fit(network, data, recipe, variant=variant, seed=seed, processes=alone, keeper=memory, on_epoch=logs.append)
    return network


def same(a, b):
    pairs = zip(a.state_dict().values(), b.state_dict().values(), strict=True)
    return all(torch.equal(mine, yours) for mine, yours in pairs)


def test_it_learns_two_actions_and_says_how_it_goes(small_recipe, data, alone):
    weights = ("lambda_alpha", "lambda_beta", "lambda_variation", "lambda_shapley")
    objective = {**dict.fromkeys(weights, 1e-3), "lambda_weights": 1e-6, "label_smoothing": 0.1}
    recipe, logs = small_recipe(stages=[{"epochs": 12}], objective=objective, augmentation={"crop": 0}), []
    model = trained(recipe, data, alone, logs=logs)
    assert [log.epoch for log in logs] == list(range(12))
    assert logs[-1].cross_entropy < logs[0].cross_entropy
    penalties = logs[-1].penalties
    assert set(penalties) == {f"{name}_penalty" for name in ("alpha", "beta", "variation", "shapley", "weight")}
    assert min(penalties.values()) > 0
    terms = logs[-1].cross_entropy + sum(penalties.values())
    assert logs[-1].total == pytest.approx(terms)
    assert not model.training
    unseen = [each.clip for each in planted_set(range(1_500_000, 1_500_040), actions=CLASSES)]
    test = examples(unseen, [str(clip.label) for clip in unseen], CLASSES, recipe.features, n_persons=2)
    assert evaluate_examples(model, test, CLASSES, [clip.name for clip in unseen]).accuracy >= 0.9


def test_the_same_seed_gives_the_same_weights_and_leaves_torchs_own_generator_alone(small_recipe, data, alone):
    recipe = small_recipe(stages=[{"epochs": 1}])
    torch.manual_seed(5)
    before = torch.get_rng_state()
    first = trained(recipe, data, alone)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(6)
    assert same(first, trained(recipe, data, alone))
    assert not same(first, trained(recipe, data, alone, seed=1))


def test_attention_that_is_ignored_for_some_clips_is_asked_about_all_of_them(small_recipe, data, alone):
    def recipe(share):
        return small_recipe(stages=[{"epochs": 1}], augmentation={"even_attention": share})

    first = trained(recipe(0.5), data, alone)
    assert same(first, trained(recipe(0.5), data, alone))
    assert not same(first, trained(recipe(0.0), data, alone))
    assert not first.even_attention


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"stages": STAGED},
        {"optimiser": {"average": 0.9, "schedule": "cosine"}, "features": {"resample": 0}},
        {
            "network": {"architecture": "st-gcn", "n_blocks": 2, "channels": 4},
            "objective": {},
            "features": {"resample": 0},
        },
    ],
    ids=["end-to-end", "staged", "averaged, own lengths", "ST-GCN"],
)
def test_an_interrupted_run_ends_in_the_same_weights(small_recipe, data, dataset, alone, changes):
    recipe = small_recipe(**changes)
    clips = dataset.clips[:40]
    data = examples([c.load() for c in clips], [c.label for c in clips], CLASSES, recipe.features, n_persons=2)
    memory, logs = Memory(), []
    whole = trained(recipe, data, alone, memory=memory, logs=logs)
    assert len(memory.states) == recipe.n_epochs
    for done in range(1, recipe.n_epochs + 1, 2):
        rest = []
        resumed = trained(recipe, data, alone, memory=Memory(loaded(memory.states[done - 1])), logs=rest)
        assert same(whole, resumed)
        assert [log[:7] for log in rest] == [log[:7] for log in logs[done:]]


@pytest.mark.parametrize("variant", ["lstm", "sa", "ta", "sta"])
def test_stages_train_what_they_say_and_nothing_else(small_recipe, data, alone, variant):
    recipe = small_recipe(stages=STAGED)
    memory = Memory()
    trained(recipe, data, alone, variant=variant, memory=memory)
    states = [loaded(state) for state in memory.states]
    names = [stage.name for stage in recipe.stages_of(variant)]
    by_stage = {names[state["stage"]]: state["network"] for state in states}  # the last epoch of each

    def changed(part, earlier, later):
        pairs = [(by_stage[earlier][key], by_stage[later][key]) for key in by_stage[later] if key.startswith(part)]
        return any(not torch.equal(before, after) for before, after in pairs)

    if "β" in names:
        assert changed("main", "β", "main")  # the smaller main network was another
        assert not changed("temporal", "β", "main")
        assert not changed("spatial", "β", "main")
        assert changed("temporal", "main", "all")
    if "α" in names and "main" in names:
        assert changed("spatial", "main", "α")
        assert not changed("main", "main", "α")
        assert not changed("temporal", "main", "α")
    assert (
        set(names)
        == {
            "lstm": {"all"},
            "sa": {"α", "all"},
            "ta": {"β", "main", "all"},
            "sta": {"β", "main", "α", "all"},
        }[variant]
    )


def test_averaged_weights_lie_behind_the_last_ones(small_recipe, data, alone):
    plain = trained(small_recipe(), data, alone)
    averaged = trained(small_recipe(optimiser={"learning_rate": 0.01, "average": 0.9}), data, alone)
    assert not same(plain, averaged)
    start = trained(small_recipe(stages=[{"epochs": 1}], optimiser={"learning_rate": 1e-8}), data, alone)

    def way(network):
        return sum(
            (mine - first).square().sum().item()
            for mine, first in zip(network.parameters(), start.parameters(), strict=True)
        )

    assert way(averaged) < way(plain)


def test_one_cycle_is_pytorchs():
    weights = [torch.nn.Parameter(torch.zeros(1))]
    ours, theirs = torch.optim.AdamW(weights), torch.optim.AdamW(weights)
    n, settings = 200, Optimiser(learning_rate=0.01, warm_up=0.1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(theirs, 0.01, total_steps=n, pct_start=0.1)
    theirs.step()
    for step in range(n):
        rate = set_rate(ours, settings, 0.01, step, n)
        assert rate == pytest.approx(theirs.param_groups[0]["lr"], abs=0.0004)
        assert ours.param_groups[0]["betas"][0] == pytest.approx(theirs.param_groups[0]["betas"][0], abs=0.005)
        if step < n - 1:
            schedule.step()


@pytest.mark.parametrize("schedule", ["one-cycle", "cosine", "constant"])
@pytest.mark.parametrize("warm_up", [0.0, 0.3])
def test_a_rate_rises_and_falls_and_is_never_nothing(schedule, warm_up):
    optimiser = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))])
    settings = Optimiser(learning_rate=0.01, schedule=schedule, warm_up=warm_up)
    for n in (1, 2, 50):
        rates = [set_rate(optimiser, settings, 0.01, step, n) for step in range(n)]
        assert min(rates) > 0
        assert max(rates) <= 0.01 + 1e-12
        if n == 50:
            top = rates.index(max(rates))
            assert rates[: top + 1] == sorted(rates[: top + 1])
            assert rates[top:] == sorted(rates[top:], reverse=True)
            assert abs(top - 50 * warm_up) <= 1
            assert rates[-1] == 0.01 if schedule == "constant" else rates[-1] < 0.0002


def test_train_network_is_the_loop_with_a_network_of_its_own(small_recipe, data, alone):
    recipe = small_recipe(stages=[{"epochs": 1}])
    network = train_network(recipe, data, n_classes=2, variant="ta", seed=0, processes=alone)
    assert same(network, trained(recipe, data, alone, variant="ta"))


def test_memory_that_is_free_is_given_back_after_each_epoch(small_recipe, data, alone, monkeypatch):
    given = []
    monkeypatch.setattr(loop, "give_back", lambda: given.append(1))
    trained(small_recipe(stages=[{"epochs": 3}]), data, alone, variant="lstm")
    assert len(given) == 3
