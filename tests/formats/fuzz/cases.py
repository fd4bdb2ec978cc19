"""What is tried: a damaged file, a name for it, and what its owner says of it."""

from dataclasses import dataclass, replace

from fuzz.mutate_files import anywhere, inside

from sta_lstm.formats.registry import built_in_formats
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.tables.foreign_columns import ROLES
from sta_lstm.skeletons import LAYOUTS


@dataclass(frozen=True)
class Case:
    """An input: ``format`` is that of the file from which it was made; a large one is read, and not used further."""

    format: str
    name: str
    data: bytes
    options: ReadOptions = AS_STORED
    is_large: bool = False


def damaged(random, seeds):
    """One of ``seeds`` after one to four accidents; small seeds are drawn more often, because they are read faster."""
    seed = random.choices(seeds, weights=[1 / (20_000 + len(seed.data)) for seed in seeds])[0]
    data = seed.data
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        if random.random() < 0.04:
            other = random.choice(seeds).data
            data = data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :][:50_000]
        else:
            data = inside(random, data)
    return Case(seed.format, _name(random, seed, seeds), data, _reading(random, seed, data))


def damaged_large(random, seed):
    """A large file as it is, for ``random`` None, or after one or two accidents."""
    data = seed.data
    for _ in range(0 if random is None else random.choice((1, 1, 2))):
        data = anywhere(random, data)
    return Case(seed.format, seed.name, data, seed.options, is_large=True)


def _name(random, seed, seeds):
    if random.random() < 0.95:
        return seed.name
    return random.choice(
        (random.choice(seeds).name, f"x{random.choice(random.choice(built_in_formats()).endings)}", "x", "x.zip")
    )


def _reading(random, seed, data):
    """Mostly what the seed needs; now and then something else, right or wrong."""
    if random.random() < 0.85:
        return seed.options
    words = data[:300].decode("latin-1").splitlines()[:1] or [""]
    columns = words[0].replace(";", ",").replace("\t", ",").split(",")
    said = {
        "layout": random.choice((None, *LAYOUTS.values())),
        "entry": random.choice(("0", "1", "b", "a/b", "S001C001P001R001A023", "99999999999", "-1", "", "٣")),
        "fps": random.choice((1e-9, 25, 1000)),
        "metres_per_unit": random.choice((1e-6, 0.001, 1, 1e6)),
        "up_axis": random.choice("xyz"),
        "mirror": True,
        "columns": {random.choice((*ROLES, *"xyz", "nose.x")): random.choice(columns)[:50] for _ in range(2)},
    }
    chosen = random.sample(sorted(said), random.choice((1, 1, 3)))
    return replace(seed.options, **{key: said[key] for key in chosen})
