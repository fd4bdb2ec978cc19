"""Names of NTU RGB+D's 120 actions by number, after the list of its authors; 1 to 60 are the first edition."""

_NAMES = (
    *("drink water", "eat meal", "brush teeth", "brush hair", "drop", "pick up", "throw", "sit down", "stand up"),
    *("clapping", "reading", "writing", "tear up paper", "put on jacket", "take off jacket", "put on a shoe"),
    *("take off a shoe", "put on glasses", "take off glasses", "put on a hat or cap", "take off a hat or cap"),
    *("cheer up", "hand waving", "kicking something", "reach into pocket", "hopping", "jump up", "phone call"),
    *("play with phone or tablet", "type on a keyboard", "point to something", "take a selfie", "check time"),
    *("rub two hands together", "nod head or bow", "shake head", "wipe face", "salute", "put palms together"),
    *("cross hands in front", "sneeze or cough", "staggering", "falling down", "headache", "chest pain", "back pain"),
    *("neck pain", "nausea or vomiting", "fan self", "punch or slap other person", "kicking other person"),
    *("pushing other person", "pat on back of other person", "point finger at other person", "hugging other person"),
    *("giving object to other person", "touch other person's pocket", "shaking hands", "walking towards each other"),
    *("walking apart from each other", "put on headphone", "take off headphone", "shoot at the basket"),
    *("bounce ball", "tennis bat swing", "juggling table tennis balls", "hush", "flick hair", "thumb up"),
    *("thumb down", "make OK sign", "make victory sign", "staple book", "counting money", "cutting nails"),
    *("cutting paper", "snapping fingers", "open bottle", "sniff", "squat down", "toss a coin", "fold paper"),
    *("ball up paper", "play magic cube", "apply cream on face", "apply cream on hand back", "put on bag"),
    *("take off bag", "put something into a bag", "take something out of a bag", "open a box", "move heavy objects"),
    *("shake fist", "throw up cap or hat", "hands up", "cross arms", "arm circles", "arm swings"),
    *("running on the spot", "butt kicks", "cross toe touch", "side kick", "yawn", "stretch oneself", "blow nose"),
    *("hit other person with something", "wield knife towards other person", "knock over other person"),
    *("grab other person's stuff", "shoot at other person with a gun", "step on foot", "high-five"),
    *("cheers and drink", "carry something with other person", "take a photo of other person"),
    *("follow other person", "whisper in other person's ear", "exchange things with other person"),
    *("support somebody with one's hand", "finger-guessing game"),
)

NTU_ACTIONS: dict[int, str] = dict(enumerate(_NAMES, start=1))
