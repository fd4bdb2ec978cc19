"""What tests of the drawn scene share: a page that stands still, and questions to its player."""

PLAYER = "const player = document.querySelector('.sta-player').staPlayer;"
HOSTILE = "<img src=x onerror=alert(1)>"
RIGHT_TO_LEFT = "مرحبا \u202eolleh"
FRAMES, HAND, HEAD, ELBOW = 60, 11, 3, 9


def ask(page, body, argument=None):
    return page.evaluate(f"async (given) => {{ {PLAYER} {body} }}", argument)
