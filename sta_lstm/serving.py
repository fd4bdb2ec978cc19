"""What ``sta-lstm app --public`` tells the app that it serves: the names of environment variables."""

#: File that a line of the usage log is added to; ``-`` is the error output.
USAGE_VARIABLE = "STA_LSTM_USAGE_LOG"
#: Number of the process that restarts the server, which ends with it.
KEEPER_VARIABLE = "STA_LSTM_KEEPER"
#: Set where nobody may see a page who has not signed in, whatever becomes of the file that says how.
LOGIN_VARIABLE = "STA_LSTM_LOGIN"
