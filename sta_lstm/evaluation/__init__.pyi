from .entropy import curve_entropy as curve_entropy
from .entropy import map_entropy as map_entropy
from .evaluation import ClipResult as ClipResult
from .evaluation import Evaluation as Evaluation
from .evaluation import evaluate as evaluate
from .evaluation import evaluate_inputs as evaluate_inputs
